import { stepOf } from './multiples.ts'
import { numberIn, type Row } from './rows.ts'

/** Some slack for hours and minutes that begin a little late. */
const longestSteps = 1.5

/**
 * The number of the run that each row belongs to: a run ends where the next row is more than a step away, so that no line is drawn
 * over what was not recorded. Rows in the order of the column, one series only. `alone`: the rows that are a run of their own.
 */
export function runsOf(rows: readonly Row[], column: string): { run: ReadonlyMap<Row, number>; alone: readonly Row[] } {
  const stepMs = stepOf(rows, column)
  const runs: Row[][] = []
  let last = Number.NEGATIVE_INFINITY
  for (const row of rows) {
    const value = numberIn(row, column) ?? last
    if (value - last > stepMs * longestSteps) runs.push([])
    runs.at(-1)?.push(row)
    last = value
  }
  return {
    run: new Map(runs.flatMap((run, at) => run.map((row) => [row, at] as const))),
    alone: runs.flatMap((run) => (run.length === 1 ? run : [])),
  }
}
