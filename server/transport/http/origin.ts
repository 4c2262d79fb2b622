import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from '../../../lib/loopback.ts'

/**
 * Whether a request comes from where it may. The Host must name this machine (else a foreign page has bound its own name to
 * the loopback address), and an Origin, which every browser sends with a WebSocket or a POST, must be that same host.
 * Programs send no Origin and pass.
 */
export function isTrustedOrigin(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { host, origin } = request.headers
  if (!host || !isLoopbackHost(host)) return false
  if (origin === undefined) return true
  try {
    const { protocol, host: originHost } = new URL(origin)
    // A default port may be named in one of the two and left out of the other.
    return new URL(`${protocol}//${host}`).host === originHost
  } catch {
    return false
  }
}
