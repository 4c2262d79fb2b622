/** What a soak has seen: counts by door and answer, and everything that nothing explains. */

export interface Report {
  /** Counts one answer. */
  count(door: string, answer: string): void
  /** Notes what must not happen, with the input that led to it. */
  unexplained(door: string, got: string, input: unknown): void
  readonly answers: number
  readonly faults: readonly string[]
  /** A line for each door: how often it gave which answer. */
  summary(): string[]
}

const maxFaults = 100
const shownCharacters = 1_500

export function createReport(say: (line: string) => void): Report {
  const counts = new Map<string, Map<string, number>>()
  const faults: string[] = []
  let answers = 0
  return {
    count(door, answer) {
      answers += 1
      const ofDoor = counts.get(door) ?? new Map<string, number>()
      counts.set(door, ofDoor)
      ofDoor.set(answer, (ofDoor.get(answer) ?? 0) + 1)
    },
    unexplained(door, got, input) {
      if (faults.length >= maxFaults) return
      const shown = typeof input === 'string' ? input : JSON.stringify(input)
      faults.push(`${door}: ${got} after ${String(shown).slice(0, shownCharacters)}`)
      say(`unexplained: ${faults.at(-1)}`)
    },
    get answers() {
      return answers
    },
    faults,
    summary: () =>
      [...counts].sort().map(([door, ofDoor]) => {
        const inOrder = [...ofDoor].sort((a, b) => b[1] - a[1]).map(([answer, count]) => `${answer} × ${count}`)
        return `${door}: ${inOrder.join(', ')}`
      }),
  }
}

/** What every worker of a soak gets. */
export interface Fuzz {
  /** `http://127.0.0.1:<port>` */
  url: string
  report: Report
  /** Ends the worker between two inputs. */
  signal: AbortSignal
}

/** No answer takes longer, however busy the machine is. */
export const patienceMs = 60_000
