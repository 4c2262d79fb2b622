/** Reads the sources of a tree and what they import, for tests that judge the architecture. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import ts from 'typescript'
import { readExports, type SourceExport, takenNames } from './exported-names.ts'

export interface SourceImport {
  /** As written: `../ports/bus.ts`, `node:fs`, `zod`. */
  specifier: string
  /** Path from the root for a relative import, else null. */
  path: string | null
  /** Erased when run: `import type`, `export type`, or a type that names its module. */
  typeOnly: boolean
  /** What it takes; `*`: everything. */
  names: string[]
  line: number
}

/** One .ts, .tsx or .mjs file. Paths are relative to the root, with forward slashes. */
export interface SourceFile {
  path: string
  lineCount: number
  imports: SourceImport[]
  exports: SourceExport[]
  anyLines: number[]
  environmentLines: number[]
  defaultExportLines: number[]
}

const skippedFolders = new Set(['node_modules', 'data', 'public', 'coverage', 'test-results', 'playwright-report'])
const sourcePattern = /\.(tsx?|mjs)$/

/** Every source below `root`, in order of path; folders that hold no source of ours are left out. */
export function readSourceFiles(root: string): SourceFile[] {
  const paths = listSources(root, '').sort()
  const known = new Set(paths)
  return paths.map((path) => readSource(path, readFileSync(join(root, path), 'utf8'), known))
}

function listSources(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory())
      return entry.name.startsWith('.') || skippedFolders.has(entry.name) ? [] : listSources(root, path)
    return sourcePattern.test(entry.name) && entry.name !== 'next-env.d.ts' ? [path] : []
  })
}

function readSource(path: string, text: string, known: ReadonlySet<string>): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const file: SourceFile = {
    path,
    lineCount: text.endsWith('\n') ? text.split('\n').length - 1 : text.split('\n').length,
    imports: [],
    exports: readExports(tree),
    anyLines: [],
    environmentLines: [],
    defaultExportLines: [],
  }
  const lineOf = (node: ts.Node) => tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
  const visit = (node: ts.Node): void => {
    const imported = importOf(node)
    if (imported) {
      const target = resolve(path, imported.specifier, known)
      file.imports.push({ ...imported, names: takenNames(node), path: target, line: lineOf(node) })
    }
    if (node.kind === ts.SyntaxKind.AnyKeyword) file.anyLines.push(lineOf(node))
    if (readsEnvironment(node)) file.environmentLines.push(lineOf(node))
    if (exportsDefault(node)) file.defaultExportLines.push(lineOf(node))
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return file
}

function importOf(node: ts.Node): Pick<SourceImport, 'specifier' | 'typeOnly'> | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnlyClause(node.importClause) }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, typeOnly: true }
  if (ts.isCallExpression(node) && isModuleLoader(node.expression)) {
    const [argument] = node.arguments
    if (argument && ts.isStringLiteralLike(argument)) return { specifier: argument.text, typeOnly: false }
  }
  return null
}

function isTypeOnlyClause(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  if (clause.name || !named || !ts.isNamedImports(named)) return false
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly)
}

const isModuleLoader = (callee: ts.Expression): boolean =>
  callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')

const isProcess = (node: ts.Expression): boolean =>
  (ts.isIdentifier(node) && node.text === 'process') ||
  (ts.isPropertyAccessExpression(node) && node.name.text === 'process')

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression)
  if (ts.isElementAccessExpression(node))
    return (
      isProcess(node.expression) &&
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === 'env'
    )
  if (ts.isBindingElement(node)) {
    const declaration = node.parent.parent
    const from = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined
    return !!from && isProcess(from) && (node.propertyName ?? node.name).getText() === 'env'
  }
  if (ts.isImportSpecifier(node)) {
    const { moduleSpecifier } = node.parent.parent.parent
    const isNodeProcess = ts.isStringLiteral(moduleSpecifier) && /^(node:)?process$/.test(moduleSpecifier.text)
    return isNodeProcess && (node.propertyName ?? node.name).text === 'env'
  }
  return false
}

function exportsDefault(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  return ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
}

/** Where a relative import leads: a known source as written or with its ending left out; a path as written otherwise. */
function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | null {
  if (!specifier.startsWith('.')) return null
  const path = posix.join(posix.dirname(from), specifier)
  return ['', '.ts', '.tsx', '/index.ts', '/index.tsx'].map((end) => path + end).find((it) => known.has(it)) ?? path
}
