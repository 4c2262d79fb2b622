/** Names the map's files by their content, so that a browser may keep them for good: `node scripts/print-generated.ts`. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const publicFolder = join(import.meta.dirname, '../public')
const hashLength = 12

/** Below public/; a folder is one entry, named by all of its content. */
const paths = {
  country: '/map/afghanistan.topo.json',
  world: '/map/world-110m.topo.json',
  heights: '/map/elev-60s.i16.gz',
  relief: '/map/relief',
}

/** The text of lib/map/map-files.generated.ts. */
export function printMapFiles(): string {
  const entries = Object.entries(paths).map(
    ([name, path]) => `  ${name}: { path: '${path}', url: '${toUrl(path)}', isFolder: ${isFolder(path)} },`,
  )
  return `// Made by scripts/print-generated.ts; don't edit.

/** Where each lies below public/, and the address that a page loads it from: it changes with the content. */
export const mapFiles = {
${entries.join('\n')}
} as const
`
}

/** `/map/x.topo.json` → `/map/x.<hash>.topo.json`, `/map/x` → `/map/x.<hash>`. */
function toUrl(path: string): string {
  const [name = '', ...endings] = path.split('.')
  return [name, hashOf(path), ...endings].join('.')
}

function hashOf(path: string): string {
  const hash = createHash('sha256')
  for (const file of filesBelow(path)) hash.update(`${file}\0`).update(readFileSync(join(publicFolder, file)))
  return hash.digest('hex').slice(0, hashLength)
}

const isFolder = (path: string): boolean => statSync(join(publicFolder, path)).isDirectory()

const filesBelow = (path: string): string[] =>
  isFolder(path)
    ? readdirSync(join(publicFolder, path))
        .sort()
        .flatMap((entry) => filesBelow(`${path}/${entry}`))
    : [path]
