/** Which folder may import which: the table of the architecture, and the check that holds files to it. */
import type { SourceFile, SourceImport } from './source-files.ts'

interface Zone {
  /** As it stands in messages. `*` in a pattern is one folder's name and must be the same wherever it stands. */
  name: string
  pattern: RegExp
  /** Folders and files it may import besides itself; `type:` allows what is erased when run. */
  may: readonly string[]
  /** Packages, by the name before the path; `node:` allows those of Node, `*` any. */
  packages: readonly string[]
}

const anything = ['app', 'components', 'lib', 'schema', 'scripts', 'server', 'tests']

const drivers: Record<string, readonly string[]> = {
  memory: ['lru-cache'],
  lmdb: ['lmdb', 'lru-cache', 'msgpackr'],
  scylla: ['cassandra-driver'],
  redis: ['ioredis', 'bullmq', 'msgpackr'],
  duckdb: ['@duckdb/node-api'],
}

const onScreen = [
  '@apollo/client',
  'graphql-ws',
  'rxjs',
  'react',
  'react-dom',
  'next',
  'd3',
  'leaflet',
  'react-leaflet',
  'mgrs',
  'geographiclib-geodesic',
  'topojson-client',
  '@tanstack/react-virtual',
  '@observablehq/plot',
  '@codemirror',
  '@lezer',
]
const fonts = ['@fontsource', '@fontsource-variable']
const graphqlPackages = ['graphql', 'graphql-yoga', 'graphql-ws', 'dataloader', '@graphql-yoga']

const zones: readonly Zone[] = [
  zone('schema', [], ['zod']),
  zone(
    'lib',
    ['schema'],
    [
      '@apollo/client',
      'graphql',
      'graphql-ws',
      'mgrs',
      'geographiclib-geodesic',
      'topojson-client',
      '@tanstack/react-virtual',
      'topojson-specification',
    ],
  ),
  zone('components', ['lib', 'schema'], [...onScreen, ...fonts]),
  zone('app', ['components', 'lib', 'schema', 'server/handle.ts'], ['next', 'react', 'react-dom', 'leaflet', ...fonts]),
  zone('server/ports', ['schema', 'lib'], []),
  ...Object.entries(drivers).map(([name, own]) =>
    zone(`server/adapters/${name}`, ['server/ports', 'schema', 'lib'], ['node:', 'pino', ...own]),
  ),
  zone('server/repositories', ['server/ports', 'schema', 'lib'], ['node:', 'pino', 'lru-cache']),
  zone(
    'server/features/*',
    [
      'server/repositories',
      'server/transport/http',
      'server/transport/sockets',
      ...['type:server/transport/graphql', 'type:server/ports', 'type:server/resolvers.generated.ts'],
      ...['type:server/feature.ts', 'type:server/metrics.ts', 'schema', 'lib'],
    ],
    ['node:', 'zod', 'pino', 'ws', 'lru-cache'],
  ),
  zone(
    'server/transport',
    ['type:server/ports', 'type:server/resolvers.generated.ts', 'schema', 'lib'],
    ['node:', 'pino', 'ws', 'lru-cache', ...graphqlPackages],
  ),
  zone('server/simulator', ['type:server/feature.ts', 'schema', 'lib'], ['node:', 'ws', 'pino']),
  zone(
    'server/config.ts',
    [
      'server/config-cluster.ts',
      'server/config-fault.ts',
      'server/config-sql.ts',
      'server/config-strategies.ts',
      'schema',
      'lib',
    ],
    ['node:', 'zod'],
  ),
  zone('server/config-*.ts', ['schema', 'lib'], ['zod']),
  zone('server/handle.ts', ['type:server'], []),
  { name: 'server', pattern: /^server\/[^/]+$/, may: ['server', 'lib', 'schema'], packages: ['*'] },
  zone('scripts', anything, ['*']),
  zone('tests', anything, ['*']),
  { name: 'the root', pattern: /^[^/]+$/, may: anything, packages: ['*'] },
]

function zone(name: string, may: readonly string[], packages: readonly string[]): Zone {
  const escaped = name.replace(/[.]/g, '\\.').replace('*', '[^/]+')
  return { name, pattern: new RegExp(`^${escaped}(/|$)`), may, packages }
}

/** Tests and contracts stand beside what they test and may import more than it may. */
export const isTest = (path: string): boolean => path.startsWith('tests/') || /\.(test|contract)\.tsx?$/.test(path)

/** Says of every import that no arrow allows: the file, the import, and what is allowed there. */
export function findForbiddenImports(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const own = zones.find(({ pattern }) => pattern.test(file.path))
    if (!own) return [`${file.path} lies in a folder that the table of arrows does not name.`]
    if (isTest(file.path)) return []
    return file.imports.flatMap((imported) => {
      const reason = refusal(file.path, own, imported)
      return reason ? [`${file.path}:${imported.line} imports ${imported.path ?? imported.specifier}: ${reason}`] : []
    })
  })
}

function refusal(from: string, own: Zone, imported: SourceImport): string | null {
  if (imported.path === null) {
    if (own.packages.some((allowed) => isPackage(imported.specifier, allowed))) return null
    return `of packages ${own.name} may import ${own.packages.join(', ') || 'none'}.`
  }
  if (isTest(imported.path) && own.name !== 'scripts' && own.name !== 'the root') return 'only tests import tests.'
  if (sameFolder(from, imported.path, own)) return null
  const arrow = own.may.find((it) => isWithin(imported.path ?? '', it.replace('type:', '')))
  if (arrow && (imported.typeOnly || !arrow.startsWith('type:'))) return null
  return `${own.name} may import itself${own.may.map((it) => `, ${it.replace('type:', 'types of ')}`).join('')}.`
}

/** In `server/features/*` the star stands for one feature: another one's files are not its own. */
function sameFolder(from: string, to: string, { pattern }: Zone): boolean {
  const [fromFolder, toFolder] = [pattern.exec(from), pattern.exec(to)]
  return !!fromFolder && fromFolder[0] === toFolder?.[0]
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const isPackage = (specifier: string, allowed: string): boolean =>
  allowed === '*' || (allowed.endsWith(':') ? specifier.startsWith(allowed) : isWithin(specifier, allowed))

/** Every cycle of imports, once, as `a → b → a`. Types count: files that need each other to be read are one file. */
export function findCycles(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, file.imports.flatMap(({ path }) => path ?? [])]))
  const done = new Set<string>()
  const cycles: string[] = []
  const walk = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' → '))
    if (start >= 0 || done.has(path)) return
    for (const target of targets.get(path) ?? []) if (targets.has(target)) walk(target, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) walk(path, [])
  return cycles
}
