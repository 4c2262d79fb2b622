/** `node scripts/print-generated.ts`: prints the files again that are made from others and committed. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printPlatformSymbols } from './platform-symbols.ts'

const root = join(import.meta.dirname, '..')

writeFileSync(join(root, 'lib/map/platform-symbols.generated.ts'), printPlatformSymbols())
