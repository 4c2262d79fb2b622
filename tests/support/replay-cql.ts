/** What columns a keyspace has after CQL statements, by reading them: only the few forms that schema/cql uses. */
import type { CqlColumn } from '../../schema/cql/columns.ts'
import { splitStatements } from '../../server/adapters/scylla/cql-files.ts'

/** Columns after `texts`, in order. Throws a RangeError for a change to a table in a form that it does not know. */
export function replayCql(texts: readonly string[]): CqlColumn[] {
  const tables = new Map<string, CqlColumn[]>()
  for (const statement of texts.flatMap(splitStatements)) {
    const [, created, body] = /^CREATE TABLE IF NOT EXISTS (\w+) \(([\s\S]*)$/i.exec(statement) ?? []
    const [, altered, added] = /^ALTER TABLE (\w+) ADD \(?([\s\S]*?)\)?$/i.exec(statement) ?? []
    const [, dropped] = /^DROP TABLE IF EXISTS (\w+)$/i.exec(statement) ?? []
    if (dropped) tables.delete(dropped)
    else if (created && body) {
      if (!tables.has(created)) tables.set(created, createTable(created, body))
    } else if (altered && added) {
      const columns = tables.get(altered)
      if (!columns) throw new RangeError(`ALTER TABLE ${altered}: expected a table made before.`)
      for (const [name, type] of added.split(',').map(toNameAndType))
        if (!columns.some((column) => column.name === name)) columns.push(regular(altered, name, type))
    } else if (/^ALTER TABLE \w+\s+WITH /i.test(statement)) {
      // Lifetime, compaction and the like: no column changes.
    } else if (/^(ALTER|DROP) TABLE/i.test(statement)) throw new RangeError(`Not known here: ${statement}`)
  }
  return [...tables.values()].flat()
}

function createTable(table: string, body: string): CqlColumn[] {
  const [columnText = '', rest = ''] = body.split(/PRIMARY KEY\s*\(/i)
  const [, partition = '', clustering = ''] = /^\(([^)]*)\)([^)]*)\)/.exec(rest) ?? []
  const [, orderText = ''] = /CLUSTERING ORDER BY \(([^)]*)\)/i.exec(rest) ?? []
  const orders = new Map(orderText.split(',').map(toNameAndType))
  const partitionKey = names(partition)
  const clusteringKey = names(clustering)
  return columnText
    .split(/,\s*\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(toNameAndType)
    .map(([name, type]): CqlColumn => {
      const place = partitionKey.indexOf(name)
      if (place >= 0) return { ...regular(table, name, type), kind: 'partition_key', position: place }
      const position = clusteringKey.indexOf(name)
      if (position < 0) return regular(table, name, type)
      const order = orders.get(name)?.toLowerCase() === 'desc' ? 'desc' : 'asc'
      return { ...regular(table, name, type), kind: 'clustering', position, order }
    })
}

const regular = (table: string, name: string, type: string): CqlColumn => ({
  ...{ table, name, type },
  ...{ kind: 'regular', position: -1, order: 'none' },
})
const bare = (name: string) => name.trim().replaceAll('"', '')
const names = (text: string) =>
  text
    .split(',')
    .map(bare)
    .filter((name) => name !== '')

function toNameAndType(text: string): [string, string] {
  const [name = '', ...type] = text.trim().split(/\s+/)
  return [bare(name), type.join(' ')]
}
