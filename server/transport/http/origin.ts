import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from '../../../lib/loopback.ts'

/**
 * Checks Host and Origin. Host must be this machine, against DNS rebinding; an Origin, which browsers send with a WebSocket or a
 * POST, must be the same host. Other clients send no Origin and pass.
 */
export function isTrustedOrigin(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { host, origin } = request.headers
  if (!host || !isLoopbackHost(host)) return false
  if (origin === undefined) return true
  try {
    const { protocol, host: originHost } = new URL(origin)
    // A default port may be present in only one of the two.
    return new URL(`${protocol}//${host}`).host === originHost
  } catch {
    return false
  }
}
