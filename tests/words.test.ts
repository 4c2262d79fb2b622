import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import * as vocabulary from '../lib/view/words.ts'

const root = join(import.meta.dirname, '..')
const home = 'lib/view/words.ts'
const folders = ['app', 'components', 'lib/view', 'lib/map', 'lib/feed', 'lib/board']

/** Every text in the vocabulary that can't be mistaken for a code, as `elected` could but `Leader lost` can't. */
function termsOf(value: unknown): string[] {
  if (typeof value === 'string') return /[A-Z][a-z]|\w \w|…/.test(value) ? [value] : []
  return value && typeof value === 'object' ? Object.values(value).flatMap(termsOf) : []
}

/** Texts in a source file: JSX text, string literals, and the fixed parts of templates. */
function textsOf(source: string): { text: string; line: number }[] {
  const tree = ts.createSourceFile('a.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const texts: { text: string; line: number }[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return
    if (isText(node))
      texts.push({
        text: node.text.replaceAll(/\s+/g, ' ').trim(),
        line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
      })
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return texts
}

const isText = (node: ts.Node): node is ts.JsxText | ts.LiteralLikeNode =>
  ts.isJsxText(node) ||
  ts.isStringLiteralLike(node) ||
  ts.isTemplateHead(node) ||
  ts.isTemplateMiddle(node) ||
  ts.isTemplateTail(node)

const terms = [...new Set(termsOf(vocabulary))]
/** A term of one or two words must be the whole text; a longer one or a sentence is also found within a text. */
const isIn = (term: string, text: string): boolean => (/ .* |\.$/.test(term) ? text.includes(term) : text === term)
const findRepeated = (path: string, source: string): string[] =>
  textsOf(source).flatMap(({ text, line }) =>
    terms.filter((term) => isIn(term, text)).map((term) => `${path}:${line} has “${term}”: expected it from ${home}.`),
  )

test('screen texts do not repeat a term of the vocabulary', () => {
  const paths = folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    .filter((path) => /\.tsx?$/.test(path) && !/\.(test|generated|fixture)\./.test(path) && path !== home)
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.flatMap((path) => findRepeated(path, readFileSync(join(root, path), 'utf8')))).toEqual([])
})

test('no two codes of a kind have the same word', () => {
  for (const [name, kind] of Object.entries(vocabulary)) {
    if (typeof kind === 'function' || name === 'outOfContact') continue
    const words = Object.values(kind).map((entry: string | { word?: string; name?: string }) =>
      typeof entry === 'string' ? entry : (entry.word ?? entry.name),
    )
    expect(new Set(words).size, name).toBe(words.length)
  }
})

test('a repeated term is found', () => {
  const lines = [
    'const a = <p title="Leader lost">Server{" "}',
    ' status</p>',
    `const b = \`Manage \${a}\``,
    'const c: "Live" = x',
  ]
  expect(findRepeated('a.tsx', lines.join('\n'))).toEqual([
    'a.tsx:1 has “Leader lost”: expected it from lib/view/words.ts.',
    'a.tsx:3 has “Manage”: expected it from lib/view/words.ts.',
  ])
})
