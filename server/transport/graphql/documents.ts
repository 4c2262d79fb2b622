import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { refusal, withoutSuggestion } from './errors.ts'
import { type GraphqlSettings, limits } from './limits.ts'
import { fragmentsOf, measureCost, measureShape } from './measure.ts'

type Variables = Readonly<Record<string, unknown>>

/** A parsed query. */
export interface KnownDocument {
  document: DocumentNode
  /** Validation errors; it may run only when there are none. */
  errors: readonly GraphQLError[]
  /** Why it may not run with these variables, or null. */
  refuseCost(operationName: string | null, variables: Variables): GraphQLError | null
}

export interface Documents {
  /** Parses a query. Throws a GraphQLError for a syntax error or a query over a limit. */
  open(text: string): KnownDocument
  /** The opened query with this parsed form. */
  find(document: DocumentNode): KnownDocument | null
}

const keptDocuments = 1_000
const longestKept = 20_000

/** Parses and validates queries, and caches the thousand valid ones used last. */
export function createDocuments(schema: GraphQLSchema, settings: GraphqlSettings): Documents {
  const rules = settings.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule]
  const kept = new LRUCache<string, KnownDocument>({ max: keptDocuments })
  const byDocument = new WeakMap<DocumentNode, KnownDocument>()

  function read(text: string): KnownDocument {
    const document = parseWithin(text)
    requireShape(document)
    const errors = validate(schema, document, rules, { maxErrors: 10 })
    const known: KnownDocument = {
      document,
      errors: settings.suggestions ? errors : errors.map(hideSuggestion),
      refuseCost: createCostCheck(schema, document),
    }
    byDocument.set(document, known)
    return known
  }

  return {
    find: (document) => byDocument.get(document) ?? null,
    open(text) {
      const known = kept.get(text) ?? read(text)
      if (known.errors.length === 0 && text.length <= longestKept) kept.set(text, known)
      return known
    },
  }
}

function parseWithin(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: limits.tokens })
  } catch (error) {
    if (error instanceof GraphQLError && error.message.includes('tokens. Parsing aborted'))
      throw refusal(`Query has more than ${limits.tokens} tokens, expected at most ${limits.tokens}.`)
    throw error
  }
}

function requireShape(document: DocumentNode): void {
  const { depth, aliases, directives } = measureShape(document)
  if (depth > limits.depth) throw refusal(`Query is ${depth} levels deep, expected at most ${limits.depth}.`)
  if (aliases > limits.aliases) throw refusal(`Query has ${aliases} aliases, expected at most ${limits.aliases}.`)
  if (directives > limits.directives)
    throw refusal(`Query has ${directives} directives, expected at most ${limits.directives}.`)
}

function createCostCheck(schema: GraphQLSchema, document: DocumentNode): KnownDocument['refuseCost'] {
  const fragments = fragmentsOf(document)
  const fixed = new Map<string | null, number>()
  return (operationName, variables) => {
    const operation = getOperationAST(document, operationName)
    if (!operation) return null
    let cost = fixed.get(operationName)
    if (cost === undefined) {
      const measured = measureCost(schema, fragments, operation, variables)
      cost = measured.cost
      if (measured.isFixed) fixed.set(operationName, cost)
    }
    if (cost <= limits.cost) return null
    return refusal(
      `Query costs ${cost}, expected at most ${limits.cost}: request fewer or smaller pages, or a shorter time range.`,
    )
  }
}

function hideSuggestion(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, extensions } = error
  return new GraphQLError(withoutSuggestion(error.message), { nodes, source, positions, path, extensions })
}
