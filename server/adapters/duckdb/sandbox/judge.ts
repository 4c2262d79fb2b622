import { describe, type Failure, invalid } from '../../../../lib/errors.ts'
import { allowedFunctions, allowedTableFunctions } from './allowed-functions.ts'

/** A part of the syntax tree that `json_serialize_sql` returns. */
type Part = Readonly<Record<string, unknown>>

const queryKinds = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE'])
const sourceKinds = new Set(['JOIN', 'SUBQUERY', 'EXPRESSION_LIST', 'EMPTY'])
const expressionClasses = new Set([
  ...[
    'BETWEEN',
    'CASE',
    'CAST',
    'COLLATE',
    'COLUMN_REF',
    'COMPARISON',
    'CONJUNCTION',
    'CONSTANT',
    'FUNCTION',
    'LAMBDA',
  ],
  ...['LAMBDA_REF', 'OPERATOR', 'POSITIONAL_REFERENCE', 'STAR', 'SUBQUERY', 'TYPE', 'WINDOW'],
])
const modifierKinds = new Set(['ORDER_MODIFIER', 'LIMIT_MODIFIER', 'LIMIT_PERCENT_MODIFIER', 'DISTINCT_MODIFIER'])
const orderKinds = new Set(['ORDER_DEFAULT', 'ASCENDING', 'DESCENDING'])
/** A statement of the longest length nests less. */
const mostLevels = 3_000

/**
 * Judges the syntax tree of one statement. Returns the views that it reads, in lower case. Throws `invalid` for anything but one
 * SELECT over views and the names it declares in WITH, with functions of values only: what is not known to be harmless is refused.
 */
export function judgeStatement(tree: unknown, views: ReadonlySet<string>): ReadonlySet<string> {
  const statements = isPart(tree) ? tree.statements : undefined
  const count = Array.isArray(statements) ? statements.length : 0
  if (count !== 1) throw refused('one statement', count === 0 ? 'none' : String(count))
  const used = new Set<string>()
  judge(statements, { views, used, declared: new Set(), level: 0 })
  return used
}

interface Scope {
  views: ReadonlySet<string>
  used: Set<string>
  /** Names declared in WITH that are visible here, in lower case. */
  declared: ReadonlySet<string>
  level: number
}

function judge(value: unknown, scope: Scope): void {
  if (typeof value !== 'object' || value === null) return
  if (scope.level > mostLevels) throw refused('a query that nests less', `more than ${mostLevels} levels`)
  const within = { ...scope, level: scope.level + 1 }
  if (Array.isArray(value)) for (const item of value) judge(item, within)
  else judgePart(value as Part, within)
}

function judgePart(part: Part, scope: Scope): void {
  // Values hold text of the caller and nothing that runs.
  if (part.class === 'CONSTANT' || isValue(part)) return
  if (part.class !== undefined) judgeExpression(part)
  else if (typeof part.type === 'string' && !isTypeOfValue(part)) judgeKind(part, part.type, scope)
  const inner = part.cte_map === undefined ? scope : judgeDeclarations(part.cte_map, scope)
  for (const [name, member] of Object.entries(part)) {
    if (name === 'cte_map') continue
    // Its name was judged as that of a table function; its arguments are expressions like others.
    const isTableFunction = part.type === 'TABLE_FUNCTION' && name === 'function'
    judge(isTableFunction && isPart(member) ? Object.values(member) : member, inner)
  }
}

/** Each name of a WITH sees those before it, and itself where it is recursive; what follows sees all of them. */
function judgeDeclarations(map: unknown, scope: Scope): Scope {
  const entries = isPart(map) && Array.isArray(map.map) ? (map.map as unknown[]) : []
  const declared = new Set(scope.declared)
  for (const entry of entries) {
    if (!isPart(entry) || typeof entry.key !== 'string') throw notKnown('WITH')
    const own = entry.key.toLowerCase()
    const query = isPart(entry.value) && isPart(entry.value.query) ? entry.value.query.node : undefined
    const isRecursive = isPart(query) && query.type === 'RECURSIVE_CTE_NODE'
    judge(entry.value, { ...scope, declared: isRecursive ? new Set([...declared, own]) : new Set(declared) })
    declared.add(own)
  }
  return { ...scope, declared }
}

function judgeExpression(part: Part): void {
  const kind = String(part.class)
  if (kind === 'PARAMETER') throw refused('values in the text', 'a parameter such as ? or $1')
  if (!expressionClasses.has(kind)) throw notKnown(kind)
  if (kind === 'FUNCTION' || kind === 'WINDOW') requireFunction(part, allowedFunctions, 'a function of values')
  if (part.export_state === true) throw refused('a finished aggregate', 'EXPORT_STATE')
}

function requireFunction(part: Part, allowed: ReadonlySet<string>, expected: string): void {
  const name = String(part.function_name).toLowerCase()
  const isBuiltIn = (part.catalog ?? 'system') === 'system' && (part.schema ?? 'main') === 'main'
  if (!isBuiltIn || !allowed.has(name)) throw refused(expected, `${describe(qualified(part, name))}()`)
}

function judgeKind(part: Part, kind: string, scope: Scope): void {
  if (kind === 'BASE_TABLE') judgeTable(part, scope)
  else if (kind === 'TABLE_FUNCTION') judgeTableFunction(part)
  else if (kind === 'PIVOT') judgePivot(part)
  else if (kind === 'SHOW_REF') throw refused('SELECT', String(part.show_type ?? 'SHOW'))
  else if (!queryKinds.has(kind) && !sourceKinds.has(kind) && !modifierKinds.has(kind) && !orderKinds.has(kind))
    throw notKnown(kind)
}

function judgeTable(part: Part, { views, used, declared }: Scope): void {
  const name = String(part.table_name).toLowerCase()
  if (part.at_clause !== undefined) throw refused('a table as it is', 'AT')
  if (part.schema_name !== undefined || part.catalog_name !== undefined)
    throw refused('the name of a view alone', describe(qualified(part, String(part.table_name))))
  if (declared.has(name)) return
  if (!views.has(name)) throw refused(expectedView(views), describe(String(part.table_name)))
  used.add(name)
}

function judgeTableFunction(part: Part): void {
  if (!isPart(part.function) || part.function.class !== 'FUNCTION') throw notKnown('TABLE_FUNCTION')
  const expected = `a view, or one of ${[...allowedTableFunctions].join(', ')}`
  requireFunction(part.function, allowedTableFunctions, expected)
}

/** The values of a PIVOT must stand in it: of an enum, or of a query that runs first, they are not seen here. */
function judgePivot(part: Part): void {
  const pivots = Array.isArray(part.pivots) ? part.pivots : []
  for (const pivot of pivots)
    if (isPart(pivot) && (pivot.pivot_enum !== undefined || pivot.subquery !== undefined))
      throw refused('PIVOT with IN and a list of values', 'one without')
}

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)
const isValue = (part: Part): boolean => isPart(part.type) && 'is_null' in part
/** `{"type":"DECIMAL_TYPE_INFO", …}`, and the name of a sample's method. */
const isTypeOfValue = (part: Part): boolean => String(part.type).endsWith('_TYPE_INFO')

const qualified = (part: Part, name: string): string =>
  [part.catalog ?? part.catalog_name, part.schema ?? part.schema_name, name].filter((it) => it !== undefined).join('.')
const expectedView = (views: ReadonlySet<string>): string => `one of ${[...views].join(', ')}, or a name from WITH`
const refused = (expected: string, got: string): Failure => invalid('sql', expected, got)
const notKnown = (kind: string): Failure => refused('a plain SELECT', kind)
