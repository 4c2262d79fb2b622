import { expect, test } from 'vitest'
import { densityPath } from './density-path.ts'

test('each step is a column as high as its readings, the busiest the whole height, and a missing step is empty', () => {
  const steps = [
    { fromMs: 0, readings: 50, late: 0 },
    { fromMs: 20, readings: 100, late: 0 },
  ]
  expect(densityPath(steps, 10, (atMs) => atMs / 100, 80)).toBe('M0 80V40H0.1V80ZM0.2 80V0H0.3V80Z')
})
