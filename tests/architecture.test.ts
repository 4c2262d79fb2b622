import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findCycles, findForbiddenImports, isTest } from './support/arrows.ts'
import {
  findAnys,
  findDefaultExports,
  findEnvironmentReads,
  findLongFiles,
  findShapelessFolders,
  findUnusedExports,
} from './support/house-rules.ts'
import { findImportsKeptOffThePage } from './support/page-imports.ts'
import { readSourceFiles, type SourceFile } from './support/source-files.ts'

const files = readSourceFiles(join(import.meta.dirname, '..'))

describe('the house', () => {
  test('was read whole', () => {
    expect(files.map(({ path }) => path)).toContain('server/ports/tables.ts')
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(50)
  })
  test('every import follows an arrow of the table', () => expect(findForbiddenImports(files)).toEqual([]))
  test('no page loads zod, milsymbol or a module of Node', () => expect(findImportsKeptOffThePage(files)).toEqual([]))
  test('no import leads back to where it began', () => expect(findCycles(files)).toEqual([]))
  test('only the configuration reads the environment', () => expect(findEnvironmentReads(files)).toEqual([]))
  test('nothing is any', () => expect(findAnys(files)).toEqual([]))
  test('no default exports outside app and tool configs', () => expect(findDefaultExports(files)).toEqual([]))
  test('nothing is exported that only tests use', () => expect(findUnusedExports(files)).toEqual([]))
  test('every folder says what it holds', () => expect(findShapelessFolders(files)).toEqual([]))
  test('no file is longer than one can hold in mind', () => expect(findLongFiles(files)).toEqual([]))
})

test('transport knows no word of the domain', () => {
  const words = /\b\w*(convoy|drone|leader|telemetry|reading|engagement|waypoint)\w*\b/gi
  const transport = files.filter(({ path }) => path.startsWith('server/transport/') && !isTest(path))
  const found = transport.flatMap(({ path }) => {
    const text = readFileSync(join(import.meta.dirname, '..', path), 'utf8').replaceAll('Convoy Tracker', '')
    return [...text.matchAll(words)].map(([word]) => `${path}: ${word}`)
  })
  expect(found).toEqual([])
})

test('no page or client decides by the words of a message', () => {
  const decision = /message\)?\??\.(includes|startsWith|endsWith|match|search)\(/
  const clients = files.filter(({ path }) => /^(components|lib|app)\//.test(path) && !isTest(path))
  const found = clients.filter(({ path }) => decision.test(readFileSync(join(import.meta.dirname, '..', path), 'utf8')))
  expect(found.map(({ path }) => path)).toEqual([])
})

describe('the judge finds what is planted:', () => {
  const bus = { 'server/ports/bus.ts': 'export interface Bus {}\n' }
  const ofBus = 'imports server/ports/bus.ts'

  test.each<[string, Record<string, string>, (planted: SourceFile[]) => string[], string[]]>([
    [
      'a feature that imports an adapter',
      { 'server/features/a/b.ts': "import { x } from '../../adapters/lmdb/x.ts'\n", 'server/adapters/lmdb/x.ts': '' },
      findForbiddenImports,
      [
        'server/features/a/b.ts:1 imports server/adapters/lmdb/x.ts: server/features/* may import itself, server/repositories, server/transport/http, server/transport/sockets, types of',
      ],
    ],
    [
      'a feature that imports another feature, by type too, and none in its own files',
      {
        'server/features/a/b.ts': "import './c.ts'\nimport type { X } from '../d/e.ts'\n",
        'server/features/a/c.ts': '',
        'server/features/d/e.ts': '',
      },
      findForbiddenImports,
      ['server/features/a/b.ts:2 imports server/features/d/e.ts'],
    ],
    [
      'a feature that needs a port when run, and none that needs its type',
      {
        ...bus,
        'server/features/a/b.ts':
          "import { Bus } from '../../ports/bus.ts'\nimport type { Bus as C } from '../../ports/bus.ts'\n",
        'server/features/a/c.ts': "import { type Bus } from '../../ports/bus.ts'\n",
      },
      findForbiddenImports,
      [`server/features/a/b.ts:1 ${ofBus}`],
    ],
    [
      'a driver outside its adapter',
      {
        'server/adapters/lmdb/a.ts': "import { open } from 'lmdb'\n",
        'server/adapters/memory/a.ts': "import { open } from 'lmdb'\n",
        'lib/a.ts': "export * from 'lmdb'\n",
      },
      findForbiddenImports,
      ['lib/a.ts:1 imports lmdb', 'server/adapters/memory/a.ts:1 imports lmdb: of packages server/adapters/memory may'],
    ],
    [
      'a component that reaches the server, lazily or by a type alone',
      {
        ...bus,
        'components/map/a.tsx': "const a = await import('../../server/ports/bus.ts')\n",
        'components/map/b.tsx': "let b: import('../../server/ports/bus.ts').Bus\n",
      },
      findForbiddenImports,
      [`components/map/a.tsx:1 ${ofBus}`, `components/map/b.tsx:1 ${ofBus}`],
    ],
    [
      'a library that needs Node',
      { 'lib/a.ts': "import { readFile } from 'node:fs'\n" },
      findForbiddenImports,
      ['lib/a.ts:1 imports node:fs: of packages lib may import'],
    ],
    [
      'a file that imports a test',
      { 'lib/a.ts': "import { x } from './b.contract.ts'\n", 'lib/b.contract.ts': "import 'vitest'\n" },
      findForbiddenImports,
      ['lib/a.ts:1 imports lib/b.contract.ts: only tests import tests.'],
    ],
    [
      'a page that loads zod far down or lazily, and none that needs its types or a route that needs it',
      {
        'app/page.tsx': "import '../components/a.tsx'\n",
        'app/api/route.ts': "import 'zod'\n",
        'components/a.tsx': "import '../lib/b.ts'\nconst c = () => import('../lib/c.ts')\n",
        'lib/b.ts': "import type { z } from 'zod'\nimport type { D } from './d.ts'\nimport 'zod/mini'\n",
        'lib/c.ts': "import { readFile } from 'node:fs'\n",
        'lib/d.ts': "import 'zod'\n",
      },
      findImportsKeptOffThePage,
      [
        'app/page.tsx → components/a.tsx → lib/b.ts imports zod/mini: expected',
        'app/page.tsx → components/a.tsx → lib/c.ts imports node:fs: expected',
      ],
    ],
    [
      'a folder that the table does not name',
      { 'server/magic/a.ts': '' },
      findForbiddenImports,
      ['server/magic/a.ts lies in a folder that the table of arrows does not name.'],
    ],
    [
      'a cycle of three, in types and tests too',
      {
        'lib/a.ts': "import type { B } from './b.ts'\n",
        'lib/b.ts': "export { c } from './c'\n",
        'lib/c.ts': "import './a.ts'\n",
      },
      findCycles,
      ['lib/a.ts → lib/b.ts → lib/c.ts → lib/a.ts'],
    ],
    [
      'an environment read, however it is spelt',
      {
        'server/config.ts': 'process.env.A\n',
        'server/a.ts': "process.env.A\nprocess['env']\nconst { env: e } = process\nglobalThis.process.env\n",
        'server/b.ts': "import { env } from 'node:process'\nimport.meta.env\n",
      },
      findEnvironmentReads,
      ['server/a.ts:1 ', 'server/a.ts:2 ', 'server/a.ts:3 ', 'server/a.ts:4 ', 'server/b.ts:1 '],
    ],
    [
      'an any, and none in words',
      {
        'lib/a.ts': '// any\nconst any = "any" as unknown\nlet a: Map<string, any>\n',
        'lib/b.generated.ts': 'let a: any\n',
      },
      findAnys,
      ['lib/a.ts:3 says any'],
    ],
    [
      'a default export, however it is spelt',
      {
        'app/page.tsx': 'export default function Page() {}\n',
        'x.config.ts': 'export default {}\n',
        'lib/a.ts': 'export default 1\n',
        'lib/b.ts': 'export default function b() {}\n',
        'lib/c.ts': 'const c = 1\nexport { c as default }\n',
      },
      findDefaultExports,
      ['lib/a.ts:1 exports', 'lib/b.ts:1 exports', 'lib/c.ts:2 exports'],
    ],
    [
      'an export that only tests use, or nothing, and none that its own file needs',
      {
        'lib/a.ts':
          'export const [a, { b }] = [1, { b: 2 }]\nexport interface C {}\nexport const d = (c: C) => c\nexport function e() {}\n',
        'lib/a.test.ts': "import { a, e } from './a.ts'\n",
        'lib/b.ts': "export { b as f } from './a.ts'\nexport const g = 1\n",
        'lib/c.ts': "import type { d as h } from './a.ts'\nimport('./b.ts')\n",
        'lib/x.fixture.ts': 'export const a = 1\n',
        'components/d.ts': 'export const a = 1\n',
      },
      findUnusedExports,
      ['lib/a.ts:1 exports a, which', 'lib/a.ts:4 exports e, which'],
    ],
    [
      'a folder of leftovers',
      { 'lib/utils/a.ts': '', 'components/types/b.ts': '', 'lib/commons.ts': '' },
      findShapelessFolders,
      ['components/types/b.ts lies', 'lib/utils/a.ts lies'],
    ],
    [
      'a file, and a route, that went on too long',
      {
        'lib/a.ts': '//\n'.repeat(301),
        'lib/b.ts': '//\n'.repeat(300),
        'lib/c.generated.ts': '//\n'.repeat(301),
        'app/page.tsx': '//\n'.repeat(41),
      },
      findLongFiles,
      ['app/page.tsx has 41 lines, expected at most 40', 'lib/a.ts has 301 lines, expected at most 300'],
    ],
  ])('%s', (_promise, tree, judge, expected) => {
    const found = judge(plant(tree))
    expect(found.map((message, index) => message.slice(0, expected[index]?.length))).toEqual(expected)
  })
})

function plant(tree: Record<string, string>): SourceFile[] {
  const root = mkdtempSync(join(tmpdir(), 'architecture-'))
  try {
    for (const [path, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    return readSourceFiles(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}
