import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { executeCodegen } from '@graphql-codegen/cli'
import { expect, test } from 'vitest'
import config from '../codegen.ts'

const root = join(import.meta.dirname, '..')

test('the generated GraphQL types are those of the SDL and documents: run `npm run codegen`', async () => {
  const { result } = await executeCodegen({ ...config, cwd: root, silent: true })
  expect(result.length).toBe(Object.keys(config.generates).length)
  for (const { filename, content } of result)
    expect(await readFile(join(root, filename), 'utf8'), filename).toBe(content)
})
