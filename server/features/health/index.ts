import type { Feature, Platform } from '../../feature.ts'
import { createHealthDoor } from './door.ts'
import { type Health, watchHealth } from './health.ts'

interface Needs {
  /** All metrics of the process as Prometheus text. */
  metricsText: () => Promise<string>
}

/** Liveness, readiness and metrics of the process. */
export function openHealth(platform: Platform, { metricsText }: Needs): Feature & { health: Health } {
  const { clock, version, states } = platform
  const health = watchHealth(clock)
  const degraded = () => states().flatMap(({ name, state }) => (state.isUp ? [] : [name]))
  return {
    health,
    requestDoors: [createHealthDoor({ health, metricsText, version, degraded })],
    metrics: [
      {
        name: 'event_loop_lag_ms',
        kind: 'gauge',
        help: 'Longest event loop delay in the last ten seconds.',
        read: () => health.lagMs(),
      },
      {
        name: 'store_up',
        kind: 'gauge',
        help: '1 while the database is reachable, else 0.',
        label: 'store',
        read: () => Object.fromEntries(states().map(({ name, state }) => [name, state.isUp ? 1 : 0])),
      },
    ],
    start: () => health.started(),
    close: () => health.close(),
  }
}
