import type { Feature, Platform } from '../../feature.ts'
import type { Lake } from '../../ports/lake.ts'
import type { QuestionRunner } from '../../ports/questions.ts'
import { createQueriesDoor } from './queries-door.ts'
import { createQuestionsDoor } from './questions-door.ts'
import { createRunningQueries } from './running-queries.ts'

interface Needs {
  lake: Pick<Lake, 'open'>
  questions: QuestionRunner
}

/** Answers the questions of schema/questions.ts, on the lake. */
export function openAnalytics(platform: Platform, { lake, questions }: Needs): Feature {
  if (!platform.config.roles.has('web')) return {}
  const deps = { ...platform, lake, questions, running: createRunningQueries(platform.clock) }
  return {
    requestDoors: [createQuestionsDoor(deps), createQueriesDoor(deps)],
    close: () => questions.close(),
  }
}
