/** The numbered CQL files of schema/cql, as statements. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CqlFile {
  /** `001_core_schema.cql` */
  name: string
  number: number
  /** Skipped if the database refuses it. Marked by the first line `-- optional: …`. */
  isOptional: boolean
  /** Without CREATE KEYSPACE and USE: the keyspace is configured. */
  statements: string[]
}

/** The files named `NNN_what.cql` in a folder, in order. Throws a RangeError for duplicate numbers. */
export function readCqlFiles(folder: string): CqlFile[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{3}_\w+\.cql$/.test(name))
    .sort()
  const files = names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8')
    const statements = splitStatements(text).filter((statement) => !/^(CREATE KEYSPACE|USE)\s/i.test(statement))
    return { name, number: Number(name.slice(0, 3)), isOptional: text.startsWith('-- optional:'), statements }
  })
  for (const [at, { name, number }] of files.entries())
    if (files[at + 1]?.number === number)
      throw new RangeError(`Migrations: expected one of number ${number}, got ${name} and ${files[at + 1]?.name}.`)
  return files
}

/** Splits a text into statements without semicolons and comments; string literals are unchanged. */
export function splitStatements(text: string): string[] {
  const statements: string[] = []
  let statement = ''
  for (const [part] of text.matchAll(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^'\-/;]+|[-/]/g)) {
    if (part === ';') {
      statements.push(statement)
      statement = ''
    } else if (!part.startsWith('--') && !part.startsWith('/*')) statement += part
  }
  return [...statements, statement].map((it) => it.trim()).filter((it) => it !== '')
}
