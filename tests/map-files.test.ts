import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { printMapFiles } from '../scripts/map-files.ts'

test('the address of each file of the map has the hash of its content: run `npm run codegen`', async () => {
  const committed = await readFile(join(import.meta.dirname, '../lib/map/map-files.generated.ts'), 'utf8')
  expect(committed).toBe(printMapFiles())
})
