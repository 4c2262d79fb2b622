import { readFileSync } from 'node:fs'
import { type QuestionName, questionNames } from '../../../schema/questions.ts'

export interface QuestionFile {
  sql: string
  /** Names of its parameters, without the `$`. */
  parameters: ReadonlySet<string>
}

/** Reads schema/sql/<name>.sql of every question. Throws when one is missing. */
export const readQuestionFiles = (): ReadonlyMap<QuestionName, QuestionFile> =>
  new Map(
    questionNames.map((name) => {
      const sql = readFileSync(new URL(`../../../schema/sql/${name}.sql`, import.meta.url), 'utf8')
      return [name, { sql, parameters: parametersOf(sql) }]
    }),
  )

/** Comments name parameters too, and bind none. */
const parametersOf = (sql: string): ReadonlySet<string> =>
  new Set([...sql.replace(/--.*/g, '').matchAll(/\$(\w+)/g)].map(([, name = '']) => name))
