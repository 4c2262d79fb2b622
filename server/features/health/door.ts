import type { ServerResponse } from 'node:http'
import { answerJson, type RequestDoor } from '../../transport/http/doors.ts'
import { sendBody } from '../../transport/http/send-body.ts'
import type { Health } from './health.ts'

/**
 * `/api/health`: liveness. `/api/ready`: readiness, 503 with the reason when not ready; `degraded` lists the unavailable
 * databases, without which the process still serves. `/api/metrics`: Prometheus text.
 */
export function createHealthDoor(deps: {
  health: Health
  metricsText: () => Promise<string>
  version: string
  degraded: () => string[]
}): RequestDoor {
  const answers: Record<string, (response: ServerResponse) => Promise<void>> = {
    '/api/health': async (response) => answerJson(response, 200, { status: 'alive', version: deps.version }),
    '/api/ready': async (response) => {
      const unready = deps.health.unready()
      answerJson(
        response,
        unready ? 503 : 200,
        { ready: !unready, reason: unready, degraded: deps.degraded() },
        unready ? { 'retry-after': '1' } : {},
      )
    },
    '/api/metrics': async (response) => {
      const text = await deps.metricsText()
      sendBody(response, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }, text)
    },
  }
  return (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    return Object.hasOwn(answers, path) ? (answers[path]?.(response) ?? false) : false
  }
}
