import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mapFiles } from './map-files.ts'

test('the address of each map file ends with the hash of its content', () => {
  for (const address of Object.values(mapFiles)) {
    const [path = ''] = address.split('?')
    const content = readFileSync(join(import.meta.dirname, '../../public', path))
    expect(address).toBe(`${path}?v=${createHash('sha256').update(content).digest('hex').slice(0, 12)}`)
  }
})
