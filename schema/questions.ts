/**
 * The questions that can be asked of the lake: schema/sql/<name>.sql answers each, with the parameters named here, bound as values.
 * Besides them a question may use `$asOf`: readings received before it are in the lake.
 */
import { engagementQuestions } from './questions/engagements.ts'
import { fleetQuestions } from './questions/fleet.ts'
import { leadershipQuestions } from './questions/leadership.ts'
import { missionQuestions } from './questions/mission.ts'
import type { Question } from './questions/question.ts'

export const questions = {
  ...missionQuestions,
  ...engagementQuestions,
  ...leadershipQuestions,
  ...fleetQuestions,
} as const satisfies Record<string, Question>

export type QuestionName = keyof typeof questions

export const questionNames = Object.keys(questions) as QuestionName[]

/** The question of that name, or null. */
export const findQuestion = (name: string): Question | null =>
  Object.hasOwn(questions, name) ? questions[name as QuestionName] : null
