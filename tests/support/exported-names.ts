/** What one parsed source exports, and what it takes of other files, by name. */
import ts from 'typescript'

export interface SourceExport {
  name: string
  line: number
  /** The file itself says the name again. */
  isUsedWithin: boolean
}

/** The names that an import or re-export takes of its module; `*`: all of them. */
export function takenNames(node: ts.Node): string[] {
  if (ts.isImportDeclaration(node)) {
    const { name, namedBindings } = node.importClause ?? {}
    const named = !namedBindings ? [] : ts.isNamespaceImport(namedBindings) ? ['*'] : namesIn(namedBindings)
    return name ? ['default', ...named] : named
  }
  if (ts.isExportDeclaration(node))
    return node.exportClause && ts.isNamedExports(node.exportClause) ? namesIn(node.exportClause) : ['*']
  if (ts.isImportTypeNode(node) && node.qualifier) return [node.qualifier.getText().split('.')[0] ?? '*']
  return ['*']
}

const namesIn = ({ elements }: ts.NamedImports | ts.NamedExports): string[] =>
  [...elements].map(({ propertyName, name }) => (propertyName ?? name).text)

/** Defaults are left out: another rule judges them. */
export function readExports(tree: ts.SourceFile): SourceExport[] {
  const counts = new Map<string, number>()
  const count = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1)
    ts.forEachChild(node, count)
  }
  count(tree)
  return tree.statements.flatMap((statement) =>
    exportedBy(statement).map((name) => ({
      name: name.text,
      line: tree.getLineAndCharacterOfPosition(name.getStart(tree)).line + 1,
      isUsedWithin: (counts.get(name.text) ?? 0) > timesWritten(statement),
    })),
  )
}

/** How often an exported name stands in its file without being used: in `export { a }` after the declaration of `a`. */
function timesWritten(statement: ts.Statement): number {
  if (!ts.isExportDeclaration(statement)) return 1
  return statement.moduleSpecifier ? Number.POSITIVE_INFINITY : 2
}

function exportedBy(statement: ts.Statement): ts.Identifier[] {
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause
    return clause && ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name).filter(ts.isIdentifier) : []
  }
  const kinds = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({ kind }) => kind) : []
  if (!kinds.includes(ts.SyntaxKind.ExportKeyword) || kinds.includes(ts.SyntaxKind.DefaultKeyword)) return []
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name))
  const { name } = statement as ts.DeclarationStatement
  return name && ts.isIdentifier(name) ? [name] : []
}

const bound = (name: ts.BindingName): ts.Identifier[] =>
  ts.isIdentifier(name)
    ? [name]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? bound(element.name) : []))
