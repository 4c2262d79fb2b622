/** From a point of a chart to the map at that time. */

import type { ThemeName } from '../../lib/looks/palette.ts'
import { isUuid } from '../../schema/ids.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { questionOf } from './chart-spec.ts'
import { numberIn, type Row } from './rows.ts'

/** Near enough to tell drones apart. */
const zoom = 10

/**
 * The address of the map when and where a row was: at its instant, else at the end of what was asked; with its drone or convoy
 * selected and its position in the middle, as far as it has them. Null for a row of none of these.
 */
export function mapLinkOf(
  name: QuestionName,
  row: Row,
  toAtMs: number | null,
  theme: ThemeName = 'dark',
): string | null {
  const instantMs = instantOf(name, row)
  const position = positionOf(row)
  const droneId = idIn(row, 'droneId') ?? idIn(row, 'leaderId')
  const convoyId = idIn(row, 'convoyId')
  const atMs = instantMs ?? (position || droneId || convoyId ? toAtMs : null)
  if (atMs === null) return null
  const parts = [
    `at=${new Date(atMs).toISOString()}`,
    ...(position ? [`c=${position.latitudeDeg.toFixed(4)},${position.longitudeDeg.toFixed(4)}`, `z=${zoom}`] : []),
    ...(convoyId ? [`convoy=${convoyId}`] : []),
    ...(droneId ? [`drone=${droneId}`, ...(position ? [] : ['follow'])] : []),
    ...(theme === 'night' ? ['theme=night'] : []),
  ]
  return `/?${parts.join('&')}`
}

/** When a row happened, ms: what the chart has on its axis of time, else the first instant the row has. */
export function instantOf(name: QuestionName, row: Row): number | null {
  const { chart, columns } = questionOf(name)
  const names = Object.keys(columns).filter((column) => columns[column]?.type === 'instant')
  const ordered = names.includes(chart.x) ? [chart.x, ...names] : names
  const found = ordered.find((column) => numberIn(row, column) !== null)
  return found === undefined ? null : numberIn(row, found)
}

const idIn = (row: Row, column: string): string | null => {
  const value = row[column]
  return isUuid(value) ? value : null
}

/** Of a cell of the density map: its south-western corner. */
function positionOf(row: Row): { latitudeDeg: number; longitudeDeg: number } | null {
  const latitudeDeg = numberIn(row, 'latitudeDeg') ?? numberIn(row, 'southDeg')
  const longitudeDeg = numberIn(row, 'longitudeDeg') ?? numberIn(row, 'westDeg')
  return latitudeDeg === null || longitudeDeg === null ? null : { latitudeDeg, longitudeDeg }
}
