import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { createAddressOf } from './client-address.ts'

const from = (remoteAddress: string, forwardedFor?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  }) as unknown as IncomingMessage

test('without a configured proxy X-Forwarded-For says nothing', () => {
  const addressOf = createAddressOf([])
  expect(addressOf(from('127.0.0.1', '203.0.113.9'))).toBe('127.0.0.1')
  expect(addressOf(from('::ffff:203.0.113.9'))).toBe('203.0.113.9')
})

test.each([
  ['the proxy itself', '127.0.0.1', undefined, '127.0.0.1'],
  ['a client behind the proxy', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
  ['a client behind the proxy, over IPv6', '::1', '2001:db8::7', '2001:db8::7'],
  ['a client behind two proxies', '127.0.0.1', '203.0.113.9, 10.1.2.3', '203.0.113.9'],
  ['a client that forges an entry', '127.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['a client that comes round the proxy and forges one', '203.0.113.66', '198.51.100.1', '203.0.113.66'],
  ['entries with ports', '127.0.0.1', '203.0.113.9:5060, [2001:db8::7]:443', '2001:db8::7'],
  ['an entry that is no address', '127.0.0.1', 'unknown, 10.1.2.3', '10.1.2.3'],
  ['an empty header', '127.0.0.1', '', '127.0.0.1'],
])('%s', (_who, remoteAddress, forwardedFor, expected) => {
  const addressOf = createAddressOf(['127.0.0.1', '::1', '10.0.0.0/8'])
  expect(addressOf(from(remoteAddress, forwardedFor))).toBe(expected)
})
