/** The analytics page with made-up answers in place of the lake's. */
import type { Page, Route } from '@playwright/test'
import type { QuestionColumn } from '../../schema/questions/question.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import type { Backend } from './fixtures.ts'

const askPath = '**/api/v1/analytics/questions/*'
export const fromMs = Date.UTC(2026, 10, 28, 0)
export const toMs = Date.UTC(2026, 10, 28, 12)
export const droneId = '660e8400-e29b-41d4-a716-446655440001'
const convoyId = '550e8400-e29b-41d4-a716-446655440000'

export const card = (page: Page, name: QuestionName) => page.locator(`[data-question="${name}"]`)
export const open = (page: Page, { url }: Backend, search = '') => page.goto(`${url}/analytics${search}`)

/** Values that fit a column: `at` runs from 0 to 1 over the rows. */
function cellOf(name: string, { type }: QuestionColumn, at: number): unknown {
  if (type === 'instant')
    return new Date(fromMs + (toMs - fromMs) * at + (/To/.test(name) ? 1_200_000 : 0)).toISOString()
  if (type === 'uuid') return name === 'convoyId' ? convoyId : droneId
  if (type === 'boolean') return true
  if (type === 'text') return name === 'convoyCallsign' ? (at < 0.5 ? 'HAWK-1' : 'HAWK-2') : `D-${Math.round(at * 24)}`
  if (name === 'westDeg') return 66 + Math.round(at * 24) * 0.05
  if (name === 'southDeg') return 34 + (Math.round(at * 24) % 5) * 0.05
  return /From/.test(name) ? Math.round(at * 24) * 10 : Math.round(40 + 30 * Math.sin(at * 6))
}

export function answerOf(name: QuestionName, parameters: object, rowCount: number): object {
  const columns = Object.entries(questions[name].columns) as [string, QuestionColumn][]
  return {
    queryId: '770e8400-e29b-41d4-a716-446655440000',
    columns: columns.map(([column, about]) => ({ name: column, ...about })),
    rows: Array.from({ length: rowCount }, (_, row) =>
      columns.map(([column, about]) => cellOf(column, about, row / Math.max(1, rowCount - 1))),
    ),
    isTruncated: false,
    elapsedMs: 42,
    lakeAsOf: new Date(toMs).toISOString(),
    parameters: { fromAt: new Date(fromMs).toISOString(), toAt: new Date(toMs).toISOString(), ...parameters },
  }
}

export interface Asked {
  name: QuestionName
  parameters: Record<string, unknown>
}

/** Answers every question with made-up rows; returns what was asked so far. */
export async function answerAll(
  page: Page,
  rowCount = 24,
  of: (name: QuestionName, route: Route) => unknown = () => null,
) {
  const asked: Asked[] = []
  await page.route(askPath, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) as QuestionName
    const { parameters } = route.request().postDataJSON() as { parameters: Asked['parameters'] }
    asked.push({ name, parameters })
    if ((await of(name, route)) === null) await route.fulfill({ json: answerOf(name, parameters, rowCount) })
  })
  return asked
}
