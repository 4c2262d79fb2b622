import { expect, test } from 'vitest'
import { createRandom } from '../lib/random/random.ts'
import type { DroneId } from './ids.ts'
import { type LeadershipReport, leadershipRoles, maxPeersPerReport } from './leadership.ts'
import { leadershipText, parseLeadershipHead } from './leadership-text.ts'

const { print, parse } = leadershipText
const peer = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId

test('any report comes back as it was (seed leadership-text/1)', () => {
  const random = createRandom('leadership-text/1')
  const id = () =>
    Array.from({ length: 32 }, () => random.int(0, 15).toString(16))
      .join('')
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5') as DroneId
  const someLinks = [0, 100, 0.1, 33.33, 99.99, 1 / 3, 100 * Math.PI, Number.MIN_VALUE, 12.345]
  for (let round = 0; round < 2_000; round++) {
    const peers = Array.from({ length: random.pick([0, 1, 7, maxPeersPerReport]) }, () => ({
      droneId: id(),
      linkPct: random.pick([...someLinks, random.int(0, 10_000) / 100]),
    }))
    const anyone = [null, id(), ...peers.slice(0, 3).map(({ droneId }) => droneId)]
    const report: LeadershipReport = {
      term: random.pick([0, 1, 127, 128, 300, 2 ** 31 - 1]),
      role: random.pick([...leadershipRoles]),
      leaderId: random.pick(anyone),
      votedFor: random.pick(anyone),
      peers,
    }
    const text = print(report)
    expect(parse(text)).toEqual(report)
    expect(parseLeadershipHead(text)).toEqual({ term: report.term, leaderId: report.leaderId })
  }
})

test('reports of several drones, mixed and damaged in between, come back as each would alone (seed leadership-text/2)', () => {
  const random = createRandom('leadership-text/2')
  // Ids that share their beginning: only the last bytes tell them apart.
  const ids = Array.from({ length: 5 }, (_, n) => peer(n))
  for (let round = 0; round < 5_000; round++) {
    const named = ids.slice(0, random.int(0, ids.length - 1))
    const peers = named.map((droneId) => ({ droneId, linkPct: random.int(0, 10_000) / 100 }))
    const [leaderId, votedFor] = [random.pick([null, ...ids]), random.pick([null, ...ids])]
    const given: LeadershipReport = { ...{ term: random.int(0, 300), role: 'follower' }, leaderId, votedFor, peers }
    const text = print(given)
    const cut = text.slice(0, random.int(0, text.length))
    const [first, again] = [1, 2].map(() => parseOrNull(cut))
    expect(again).toEqual(first)
    if (random.int(0, 1) === 1) expect(parse(text)).toEqual(given)
    expect(parseLeadershipHead(text)).toEqual({ term: given.term, leaderId })
    expect(parse(text)).toEqual(given)
    expect(parse(text.replaceAll('=', ''))).toEqual(given)
  }
})

test('a report can be changed without changing the next one of the same drone', () => {
  const first = parse(print(report))
  first.peers.pop()
  for (const one of first.peers) one.linkPct = 0
  expect(parse(print(report))).toEqual(report)
})

function parseOrNull(text: string): LeadershipReport | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}

const report: LeadershipReport = {
  term: 12,
  role: 'follower',
  leaderId: peer(1),
  votedFor: peer(1),
  peers: [1, 2, 3, 4, 5, 6].map((n) => ({ droneId: peer(n), linkPct: 90 + n / 10 })),
}

test('it takes less than half of the bytes of JSON', () => {
  expect(print(report).length).toBeLessThan(JSON.stringify(report).length / 2.5)
})

test('what earlier versions wrote as JSON is read', () => {
  expect(parse(JSON.stringify(report))).toEqual(report)
  expect(parseLeadershipHead(JSON.stringify(report))).toMatchObject({ term: report.term, leaderId: report.leaderId })
})

test.each(['', 'A', '!', '/w==', print(report).slice(0, 40), print(report).slice(0, -8)])('%j is no report', (text) => {
  expect(() => parse(text)).toThrow()
})
