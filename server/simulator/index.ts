import type { Feature, Platform } from '../feature.ts'
import { startSimulator } from './start.ts'

/** A simulated fleet that reports to the server's public endpoints. It stops before the server drains. */
export function openSimulation({ config, log, runExclusive }: Platform): Feature {
  if (!config.roles.has('simulator')) return {}
  const ending = new AbortController()
  return {
    start(url) {
      const baseUrl = config.simulatorTarget ?? url
      runExclusive('the simulated fleet', (closing) => {
        const signal = AbortSignal.any([closing, ending.signal])
        return startSimulator({ baseUrl, ...config.simulator, log, signal })
      })
    },
    drain: () => ending.abort(),
  }
}
