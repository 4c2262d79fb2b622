/** `node scripts/print-generated.ts`: prints the files again that are made from others and committed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printLooksCss } from '../lib/looks/print-css.ts'
import { printMapFiles } from './map-files.ts'
import { printPlatformSymbols } from './platform-symbols.ts'

const generated: Record<string, () => string> = {
  'app/looks.generated.css': printLooksCss,
  'lib/map/map-files.generated.ts': printMapFiles,
  'lib/map/platform-symbols.generated.ts': printPlatformSymbols,
}

for (const [path, print] of Object.entries(generated)) writeFileSync(join(import.meta.dirname, '..', path), print())
