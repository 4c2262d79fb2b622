/** Numbers that a question takes besides the filters, such as the width of a corridor: chosen for each question by itself. */

import type { Question, QuestionParameter } from '../../schema/questions/question.ts'
import { type QuestionName, questionNames, questions } from '../../schema/questions.ts'

/** By `question.parameter`; what is absent has its default. */
export type Settings = Readonly<Record<string, number>>

export interface Setting {
  name: string
  parameter: QuestionParameter
  initial: number
}

export const settingsOf = (name: QuestionName): Setting[] => {
  const { parameters }: Question = questions[name]
  return Object.entries(parameters).flatMap(([parameterName, parameter]) =>
    typeof parameter.default === 'number' ? [{ name: parameterName, parameter, initial: parameter.default }] : [],
  )
}

export const isWithin = ({ type, min = -Infinity, max = Infinity }: QuestionParameter, value: number): boolean =>
  (type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)) && value >= min && value <= max

/** The parameters of one question that differ from their defaults. */
export const chosenOf = (name: QuestionName, settings: Settings): Record<string, number> =>
  Object.fromEntries(
    settingsOf(name).flatMap(({ name: parameter, initial }) => {
      const value = settings[`${name}.${parameter}`]
      return value === undefined || value === initial ? [] : [[parameter, value]]
    }),
  )

/** Reads `stops.stillMps~1.5,density.cellHundredths~10`; what is unknown or out of bounds is ignored. */
export function parseSettings(text: string | null): Settings {
  const known: ReadonlyMap<string, Setting> = new Map(
    questionNames.flatMap((name) => settingsOf(name).map((setting) => [`${name}.${setting.name}`, setting] as const)),
  )
  const read = (text ?? '').split(',').flatMap((part): [string, number][] => {
    const [key = '', number = ''] = part.split('~')
    const setting = known.get(key)
    const value = number.trim() === '' ? Number.NaN : Number(number)
    return setting && isWithin(setting.parameter, value) && value !== setting.initial ? [[key, value]] : []
  })
  return Object.fromEntries(read)
}

export const printSettings = (settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}~${value}`)
    .join(',')
