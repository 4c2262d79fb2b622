/** Codegen plugin: each operation of lib/api as one short string that carries the types of its answer and variables. */
import type { PluginFunction } from '@graphql-codegen/plugin-helpers'
import {
  type DefinitionNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql'

export const plugin: PluginFunction = (_schema, documents) => {
  const definitions = documents.flatMap((file) => file.document?.definitions ?? [])
  const fragments = new Map(definitions.filter(isFragment).map((fragment) => [fragment.name.value, fragment]))
  return {
    prepend: ["import type { Document } from './document.ts'\n"],
    content: definitions
      .filter(isOperation)
      .map((operation) => toConstant(operation, fragments))
      .join('\n'),
  }
}

const isFragment = (node: DefinitionNode): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION
const isOperation = (node: DefinitionNode): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION

function toConstant(operation: OperationDefinitionNode, fragments: Map<string, FragmentDefinitionNode>): string {
  const name = operation.name?.value
  if (!name) throw new Error('An operation in lib/api has no name, expected one')
  const parts = [operation, ...spreadsOf(operation, fragments, new Set())]
  const text = stripIgnoredCharacters(parts.map(print).join('\n'))
  const types = `${name}${capitalised(operation.operation)}`
  return `export const ${name}Document = ${JSON.stringify(text)} as Document<${types}, ${types}Variables>\n`
}

/** The fragments that a definition uses, and those which they use; each once. */
function spreadsOf(
  node: DefinitionNode,
  fragments: Map<string, FragmentDefinitionNode>,
  seen: Set<string>,
): FragmentDefinitionNode[] {
  const found: FragmentDefinitionNode[] = []
  visit(node, {
    FragmentSpread({ name: { value: name } }) {
      const fragment = fragments.get(name)
      if (!fragment || seen.has(name)) return
      seen.add(name)
      found.push(fragment, ...spreadsOf(fragment, fragments, seen))
    },
  })
  return found
}

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
