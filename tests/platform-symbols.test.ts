import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printPlatformSymbols } from '../scripts/platform-symbols.ts'

test('the symbols of the platforms are those of milsymbol: run `npm run codegen`', async () => {
  const committed = await readFile(join(import.meta.dirname, '../lib/map/platform-symbols.generated.ts'), 'utf8')
  expect(committed).toBe(printPlatformSymbols())
})
