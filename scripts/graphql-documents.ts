/** Codegen plugin: each operation of lib/api as a syntax tree that knows the types of its result and variables. */
import type { PluginFunction } from '@graphql-codegen/plugin-helpers'
import { type DefinitionNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql'

/**
 * Trees, not text: the browser then needs no parser, which is ten times as large as the trees are more than the text
 * (compressed). Fragments are constants of their own, shared by the operations that spread them.
 */
export const plugin: PluginFunction = (_schema, documents) => {
  const definitions = documents.flatMap((file) => file.document?.definitions ?? [])
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]))
  const operations = definitions.filter(isOperation)
  return {
    prepend: ["import type { DocumentNode, TypedDocumentNode } from '@apollo/client'\n"],
    content: [
      ...[...fragments].map(([name, fragment]) => `const ${name} = ${printTree(fragment)}\n`),
      ...operations.map((operation) => toConstant(operation, fragments)),
    ].join('\n'),
  }
}

const isFragment = (node: DefinitionNode): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION
const isOperation = (node: DefinitionNode): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION

function toConstant(operation: OperationDefinitionNode, fragments: Map<string, FragmentDefinitionNode>): string {
  const name = operation.name?.value
  if (!name) throw new Error('An operation in lib/api has no name, expected one')
  const parts = [printTree(operation), ...spreadsOf(operation, fragments, new Set())]
  const types = `${name}${capitalised(operation.operation)}`
  const tree = `{kind:"Document",definitions:[${parts.join()}]} as DocumentNode`
  return `export const ${name}Document = ${tree} as TypedDocumentNode<${types}, ${types}Variables>\n`
}

/** Names of the fragments that a definition uses, and of those which they use; each once. */
function spreadsOf(
  node: DefinitionNode,
  fragments: Map<string, FragmentDefinitionNode>,
  seen: Set<string>,
): Iterable<string> {
  visit(node, {
    FragmentSpread({ name: { value: name } }) {
      const fragment = fragments.get(name)
      if (!fragment || seen.has(name)) return
      seen.add(name)
      spreadsOf(fragment, fragments, seen)
    },
  })
  return seen
}

/** Without places in the source and without empty lists, which the types of graphql allow to be absent. */
const printTree = (node: DefinitionNode): string =>
  JSON.stringify(node, (key, value) =>
    key === 'loc' || (Array.isArray(value) && value.length === 0) ? undefined : value,
  ).replace(/"(\w+)":/g, '$1:')

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
