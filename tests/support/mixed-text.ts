/**
 * Finds text that React changes beside other nodes of one element. A browser that translates the page moves text nodes into
 * elements of its own; React then goes on writing to nodes that nobody sees, or fails when it takes them away. Text that is
 * the only child of its element is written through the element, and text that never changes needs no writing.
 */
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'

/** `components/strip/clock.tsx:14 {formatUtc(nowMs)}` for each. `folders` are relative to `root`. */
export function findMixedText(root: string, folders: readonly string[]): string[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx'))
      .map((path) => join(root, folder, path)),
  )
  const program = ts.createProgram(paths, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    allowImportingTsExtensions: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const found: string[] = []
  for (const path of paths) {
    const tree = program.getSourceFile(path)
    if (!tree) throw new Error(`Expected the program to hold ${path}.`)
    const report = (node: ts.Node) => {
      const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
      found.push(`${relative(root, path)}:${line} ${node.getText(tree).replace(/\s+/g, ' ').slice(0, 60)}`)
    }
    const visit = (node: ts.Node): void => {
      if (ts.isJsxElement(node) || ts.isJsxFragment(node)) {
        const children = node.children.filter((child) => !ts.isJsxText(child) || !child.containsOnlyTriviaWhiteSpaces)
        if (children.length > 1 || ts.isJsxFragment(node))
          for (const child of children) {
            if (ts.isJsxFragment(node) && ts.isJsxText(child)) report(child)
            if (!ts.isJsxExpression(child) || !child.expression || isFixed(child.expression)) continue
            if (!mayBeText(checker, checker.getTypeAtLocation(child.expression))) continue
            report(child)
          }
      }
      ts.forEachChild(node, visit)
    }
    visit(tree)
  }
  return found
}

const isFixed = (expression: ts.Expression) => ts.isStringLiteralLike(expression)

/** A string or a number, alone or among other things that React draws. */
function mayBeText(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (type.isUnion()) return type.types.some((one) => mayBeText(checker, one))
  return (type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike)) !== 0
}
