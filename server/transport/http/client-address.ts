import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

export type AddressOf = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string

/**
 * The client address: that of the connection, unless it is one of `trustedProxies` (addresses and networks such as 10.0.0.0/8).
 * Then the rightmost entry of X-Forwarded-For that is not a trusted proxy: entries further left may be forged by the client.
 */
export function createAddressOf(trustedProxies: readonly string[]): AddressOf {
  const trusted = toBlockList(trustedProxies)
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return (request) => {
    let address = toPlainAddress(request.socket.remoteAddress ?? '') ?? ''
    const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',')
    while (address !== '' && isTrusted(address)) {
      const nearer = toPlainAddress(forwarded.pop()?.trim() ?? '')
      if (nearer === null) break
      address = nearer
    }
    return address
  }
}

function toBlockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const isSix = isIP(address) === 6
    list.addSubnet(address, Number(prefix ?? (isSix ? 128 : 32)), isSix ? 'ipv6' : 'ipv4')
  }
  return list
}

/** Removes port, brackets, zone and the ::ffff: prefix of IPv4-mapped addresses; null for an invalid address. */
function toPlainAddress(text: string): string | null {
  const bare = text
    .replace(/^\[([^\]]*)\](:\d+)?$/, '$1')
    .replace(/^([\d.]+):\d+$/, '$1')
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=[\d.]+$)/i, '')
  return isIP(bare) === 0 ? null : bare
}
