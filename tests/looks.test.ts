import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { palettes } from '../lib/looks/palette.ts'
import { printLooksCss } from '../lib/looks/print-css.ts'
import { findLooseLooks, readLookFiles } from './support/looks-rules.ts'

const root = join(import.meta.dirname, '..')

test('style sheets have the looks of lib/looks: run `npm run codegen`', async () => {
  const printed = printLooksCss()
  expect(await readFile(join(root, 'app/looks.generated.css'), 'utf8')).toBe(printed)
  expect(printed).toContain(`--friendly: ${palettes.dark.friendly};`)
  expect(printed).toContain(`--text-2: ${palettes.night.text2};`)
})

test('no colour, font or breakpoint is written in a component or a page', () => {
  const files = readLookFiles(root, ['app', 'components'])
  expect(files.length).toBeGreaterThan(100)
  expect(findLooseLooks(files)).toEqual([])
})

test.each([
  ['a.css', '.a { color: #fff; }', 'a.css:1 has a colour, #fff'],
  ['a.css', '.a {\n  background: rgb(0 0 0 / 55%);\n}', 'a.css:2 has a colour, rgb('],
  ['a.css', '.a { border: 1px solid white; }', 'a.css:1 has a colour, border'],
  ['a.ts', "context.fillStyle = 'black'", 'a.ts:1 has a colour, Style'],
  ['a.ts', 'context.font = `600 12px Arial`', 'a.ts:1 has a font, Arial'],
  ['a.css', '.a { font-family: "Courier New"; }', 'a.css:1 has a font, font-family:'],
  ['a.css', '@media (max-width: 800px) {', 'a.css:1 has a breakpoint, @media (max-width: 800px'],
  ['a.ts', 'const narrow = 1_599', 'a.ts:1 has a breakpoint, 1599'],
])('%s with %j is found', (path, text, expected) => {
  const [found = ''] = findLooseLooks([{ path, text }])
  expect(found.slice(0, expected.length)).toBe(expected)
})

test('what is said by a name of lib/looks is not', () => {
  const text = `
    .a { color: var(--text); background: transparent; font-family: var(--mono); fill: currentcolor; }
    @media (--phone) { .a { white-space: nowrap; font: 600 13px var(--mono); } }
    const rank = \`#\${rank}\`; const color = palette.bad; const lengthMs = 17_190`
  expect(findLooseLooks([{ path: 'a.css', text }])).toEqual([])
})
