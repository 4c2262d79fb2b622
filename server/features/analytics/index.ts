import type { Feature, Platform } from '../../feature.ts'
import type { Lake } from '../../ports/lake.ts'
import type { ParquetFiles } from '../../ports/parquet-files.ts'
import type { QuestionRunner } from '../../ports/questions.ts'
import type { SqlSandbox } from '../../ports/sql-sandbox.ts'
import { createQueriesDoor } from './queries-door.ts'
import { createQuestionsDoor } from './questions-door.ts'
import { createRunningQueries } from './running-queries.ts'
import { createSqlOutcomes } from './sql/ask-sql.ts'
import { createSqlDoor } from './sql/sql-door.ts'

interface Needs {
  lake: Pick<Lake, 'open'>
  questions: QuestionRunner
  parquetFiles: ParquetFiles
  /** Null without a lake, as above. */
  sandbox: SqlSandbox | null
}

/** Answers the questions of schema/questions.ts, and SQL of analysts, on the lake. */
export function openAnalytics(platform: Platform, { lake, questions, parquetFiles, sandbox }: Needs): Feature {
  if (!platform.config.roles.has('web')) return {}
  const outcomes = createSqlOutcomes()
  const deps = {
    ...platform,
    lake,
    questions,
    parquetFiles,
    sandbox,
    outcomes,
    running: createRunningQueries(platform.clock),
  }
  return {
    requestDoors: [createQuestionsDoor(deps), createSqlDoor(deps), createQueriesDoor(deps)],
    metrics: [
      {
        name: 'analytics_sql_queries',
        kind: 'counter',
        help: 'Queries of the SQL console, by how they ended.',
        label: 'outcome',
        read: () => ({ ...outcomes }),
      },
    ],
    close: async () => void (await Promise.all([questions.close(), sandbox?.close()])),
  }
}
