import type { Health } from '../../features/health/health.ts'
import { answerJson, type RequestDoor } from '../doors.ts'

/**
 * `/api/health`: the process lives. `/api/ready`: it wants traffic, 503 with the reason when not; `degraded` names databases that
 * are away: it serves what it has without them. `/api/metrics`: Prometheus text.
 */
export function createHealthDoor(deps: {
  health: Health
  metricsText: () => Promise<string>
  version: string
  degraded: () => string[]
}): RequestDoor {
  return (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    if (path === '/api/health') answerJson(response, 200, { status: 'alive', version: deps.version })
    else if (path === '/api/ready') {
      const unready = deps.health.unready()
      answerJson(
        response,
        unready ? 503 : 200,
        { ready: !unready, reason: unready, degraded: deps.degraded() },
        unready ? { 'retry-after': '1' } : {},
      )
    } else if (path === '/api/metrics')
      void deps.metricsText().then((text) => {
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
        response.end(text)
      })
    else return false
    return true
  }
}
