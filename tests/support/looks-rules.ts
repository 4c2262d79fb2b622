/** Finds looks that are written outside of lib/looks: colours, fonts and breakpoints. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { widestPx } from '../../lib/looks/breakpoints.ts'

export interface LookFile {
  path: string
  text: string
}

interface Rule {
  fault: string
  pattern: RegExp
}

const widths = Object.values(widestPx).join('|')

const rules: readonly Rule[] = [
  { fault: 'a colour', pattern: /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b/gi },
  { fault: 'a colour', pattern: /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(/g },
  {
    fault: 'a colour',
    pattern:
      /(?:color|background|fill|stroke|border[\w-]*|Style)['"]?\s*[:=][^;\n]*\b(?:black|white|gr[ae]y|red|gold)\b/g,
  },
  { fault: 'a font', pattern: /Inter Variable|IBM Plex|\b(?:sans-serif|monospace|system-ui|Arial)\b/g },
  { fault: 'a font', pattern: /font-family:(?!\s*(?:inherit|var\())/g },
  { fault: 'a breakpoint', pattern: /@(?:media|container)[^{]*\d+(?:px|em|rem)/g },
  { fault: 'a breakpoint', pattern: new RegExp(`(?<![\\d_.])(?:${widths})(?![\\d_.])`, 'g') },
]

/** One line a fault: the file, the line, and what is written there. */
export const findLooseLooks = (files: readonly LookFile[]): string[] =>
  files.flatMap(({ path, text }) => {
    const plain = text.replaceAll(/(\d)_(\d)/g, '$1$2') // 1_599 is 1599
    return rules.flatMap(({ fault, pattern }) =>
      [...plain.matchAll(pattern)].map(
        ({ index, 0: found }) =>
          `${path}:${plain.slice(0, index).split('\n').length} has ${fault}, ${found.trim()}: expected it in lib/looks.`,
      ),
    )
  })

/** Style sheets and sources of these folders, without tests and generated files. */
export function readLookFiles(root: string, folders: readonly string[]): LookFile[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  )
  const isOurs = (path: string) => /\.(css|tsx?)$/.test(path) && !/\.(generated|test)\./.test(path)
  return paths.filter(isOurs).map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
