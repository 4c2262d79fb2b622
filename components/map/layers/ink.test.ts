import { expect, test } from 'vitest'
import { createInk, drawSteps, type Ink, type InkStep, looksSame } from './ink.ts'

const scratch = { font: '', measureText: (text: string) => ({ width: text.length }) as TextMetrics }

function stepsOf(draw: (ink: Ink) => void): InkStep[] {
  const steps: InkStep[] = []
  draw(createInk(steps, scratch))
  return steps
}

const line = (x: number, color = '#fff', width = 1, dash: number[] = []) =>
  stepsOf((ink) => {
    ink.strokeStyle = color
    ink.lineWidth = width
    ink.setLineDash(dash)
    ink.beginPath()
    ink.moveTo(x, 0)
    ink.lineTo(x, 9)
    ink.stroke()
  })

test('a drawing that has moved by no more than half a pixel looks the same; one further, or of another look, does not', () => {
  expect(looksSame(line(10), line(10.5))).toBe(true)
  expect(looksSame(line(10), line(10.6))).toBe(false)
  expect(looksSame(line(10), line(10, '#000'))).toBe(false)
  expect(looksSame(line(10), line(10, '#fff', 1.2))).toBe(false)
  expect(looksSame(line(10), line(10, '#fff', 1, [4, 4]))).toBe(false)
  expect(looksSame(line(10), [...line(10), ...line(10)])).toBe(false)
})

test('what was taken down is drawn in the order in which it was said', () => {
  const steps = stepsOf((ink) => {
    ink.fillStyle = 'red'
    ink.fillText('HAWK', 1, 2)
    ink.fillStyle = 'blue'
    ink.fillText('COBRA', 3, 4)
  })
  const drawn = stepsOf((ink) => drawSteps(ink, steps))
  expect(drawn.map(({ args }) => args)).toEqual([['red'], ['HAWK', 1, 2], ['blue'], ['COBRA', 3, 4]])
})

test('a text is measured in the font that was set', () => {
  const ink = createInk([], scratch)
  ink.font = '12px Inter'
  expect(ink.measureText('HAWK').width).toBe(4)
  expect(scratch.font).toBe('12px Inter')
})
