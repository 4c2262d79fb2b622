import type { Feature, Platform } from '../feature.ts'
import { startSimulator } from './start.ts'

/** The past that a fleet begins with. */
interface Past<Plan, Lease> {
  /** Null: none. */
  prepare(lease: Lease): Promise<Plan | null>
  tell(plan: Plan, signal: AbortSignal, lease: Lease): Promise<void>
}

interface JoinPlan {
  joinMs: number
  joinTerm: number
  engagementsUntilMs: number
}

type Work = Parameters<Platform['runExclusive']>[1]

/** A simulated fleet that reports to the server's public endpoints. It stops before the server drains. */
export function openSimulation<Plan extends JoinPlan>(
  { config, log, runExclusive }: Platform,
  past: Past<Plan, Parameters<Work>[1]>,
): Feature {
  if (!config.roles.has('simulator')) return {}
  const ending = new AbortController()
  return {
    start(url) {
      const baseUrl = config.simulatorTarget ?? url
      runExclusive('the simulated fleet', async (closing, lease) => {
        const signal = AbortSignal.any([closing, ending.signal])
        const plan = await past.prepare(lease)
        let telling = Promise.resolve()
        const onRunning = () => {
          if (plan) telling = past.tell(plan, signal, lease)
        }
        await startSimulator({ baseUrl, ...config.simulator, past: plan, log, onRunning, signal })
        await telling
      })
    },
    drain: () => ending.abort(),
  }
}
