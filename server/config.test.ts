import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Config, parseConfig, variableNames } from './config.ts'

const accepted = (variables: Record<string, string>): Config => {
  const answer = parseConfig(variables)
  if ('faults' in answer) throw new Error(answer.faults.join('\n'))
  return answer.config
}
const faults = (variables: Record<string, string>): string[] => {
  const answer = parseConfig(variables)
  return 'faults' in answer ? answer.faults : []
}

test('nothing set is a whole configuration', () => {
  expect(accepted({})).toEqual({
    address: { host: '127.0.0.1', port: 3000 },
    logLevel: 'info',
    dataDir: './data',
    lakeDir: './data/lake',
    roles: new Set(['web', 'ingest', 'worker', 'simulator']),
    autoEnroll: false,
    trustedProxies: [],
    tileUrl: '',
    simulator: { seed: 1, convoys: 5, dronesPerConvoy: 12, rateHz: 1, pastHours: 24 },
    simulatorTarget: null,
    cluster: null,
    sql: { timeMs: 30_000, memoryBytes: 512 << 20, spillBytes: 2 ** 31, processes: 2, userId: 65_534 },
    strategies: {
      route: { read: 'read-through', write: 'write-around' },
      'recent-engagements': { read: 'read-through', write: null },
      leaderboard: { read: 'store-only', write: null },
    },
  })
})

test('an empty variable counts as not set', () => {
  expect(accepted({ SERVER_ADDR: '', SIMULATOR_SEED: '' })).toEqual(accepted({}))
})

test('all errors are reported together, each with what was expected and received', () => {
  expect(faults({ SERVER_ADDR: 'x', ROLES: 'web,king', SIMULATOR_CONVOYS: '0', LOG_LEVEL: 'loud' })).toEqual([
    expect.stringMatching(/^SERVER_ADDR: expected a loopback address .*, got "x"$/),
    'LOG_LEVEL: expected fatal, error, warn, info, debug, trace, silent, got "loud"',
    'ROLES: expected web, ingest, worker, simulator, got "web,king"',
    'SIMULATOR_CONVOYS: expected at least 1, got "0"',
  ])
  expect(faults({ SIMULATOR_SEED: '1.5', AUTO_ENROLL: 'perhaps', SIMULATOR_RATE_HZ: 'fast' })).toEqual([
    expect.stringMatching(/^AUTO_ENROLL: expected true, .*false.*, got "perhaps"$/),
    'SIMULATOR_SEED: expected a whole number, got "1.5"',
    'SIMULATOR_RATE_HZ: expected a number, got "fast"',
  ])
})

test('whatever a variable is set to, a fault of it has one form, and shows no password', () => {
  const values = [
    '',
    'x y',
    '-1',
    '1e99',
    'NaN',
    '∞\n\u202e',
    'redis:/u:secret@host',
    'http://u:secret@host/ ',
    'a,b,,',
    '[',
    '0',
  ]
  const reported = variableNames.flatMap((name) => values.flatMap((value) => faults({ [name]: value })))
  expect(reported.length).toBeGreaterThan(variableNames.length)
  for (const fault of reported) {
    expect(fault).toMatch(/^[A-Z_]+: expected .+(, got|: got|got none).*$/)
    expect(fault).not.toContain('secret')
    expect(fault).not.toMatch(/[\p{Cc}\p{Cf}]|undefined|Invalid|expected expected/u)
  }
})

test.each(['0.0.0.0:3000', '192.168.1.4:80', 'example.org:3000', '127.0.0.1', '127.0.0.1:99999', ':3000'])(
  'without accounts it listens for this machine only: %s is refused',
  (address) => expect(faults({ SERVER_ADDR: address })).toHaveLength(1),
)

test.each(['127.0.0.1:0', 'localhost:8080', '[::1]:3000'])('listens on %s', (address) =>
  expect(faults({ SERVER_ADDR: address })).toEqual([]),
)

const stores = { SCYLLA_HOSTS: 'db-1:9142, db-2', REDIS_URL: 'redis+cluster://a:1,b:2' }

test('both databases set: a cluster, with what was left out as documented', () => {
  expect(accepted(stores).cluster).toEqual({
    scylla: {
      hosts: ['db-1:9142', 'db-2:9042'],
      localDatacenter: 'datacenter1',
      keyspace: 'drone_ops',
      username: null,
      password: null,
      isTls: false,
      tlsCaFile: null,
      replicationFactor: 1,
      consistency: 'LOCAL_QUORUM',
    },
    redis: { url: 'redis+cluster://a:1,b:2', password: null, sentinelPassword: null, poolSize: 10, tlsCaFile: null },
  })
  expect(accepted({ ...stores, SCYLLA_TLS_CA: './ca.pem' }).cluster?.scylla.isTls).toBe(true)
})

test('one database without the other, or a name without its password, is refused, not ignored', () => {
  expect(faults({ SCYLLA_HOSTS: '127.0.0.1:9042' })).toEqual([expect.stringMatching(/^REDIS_URL: expected .*got none/)])
  expect(faults({ REDIS_URL: 'redis://a' })).toEqual([expect.stringMatching(/^SCYLLA_HOSTS: expected .*got none/)])
  expect(faults({ ...stores, SCYLLA_USERNAME: 'app' })).toEqual([expect.stringMatching(/^SCYLLA_PASSWORD: expected/)])
})

test.each([
  ['SCYLLA_HOSTS', 'a b'],
  ['SCYLLA_KEYSPACE', 'Drone-Ops; DROP'],
  ['SCYLLA_CONSISTENCY', 'ANY'],
  ['SCYLLA_REPLICATION_FACTOR', '0'],
  ['REDIS_URL', 'http://a'],
  ['REDIS_POOL_SIZE', '0'],
])('%s=%s is refused', (name, value) => {
  expect(faults({ ...stores, [name]: value })).toEqual([expect.stringContaining(`${name}`)])
})

test('trusted proxies are addresses and networks', () => {
  const networks = ['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8']
  expect(accepted({ TRUSTED_PROXIES: networks.join(', ') }).trustedProxies).toEqual(networks)
  for (const wrong of ['nginx', '10.0.0.0/33', '10.0.0', 'all', '10.0.0.1,'])
    expect(faults({ TRUSTED_PROXIES: wrong })).toEqual([expect.stringMatching(/^TRUSTED_PROXIES.*expected addresses/)])
})

test('a tile address needs its places for zoom, column and row', () => {
  expect(faults({ TILE_URL: 'https://tiles.example.org/1.png' })).toHaveLength(1)
  expect(faults({ TILE_URL: 'javascript:alert(1)//{z}' })).toHaveLength(1)
  expect(accepted({ TILE_URL: 'https://tiles.example.org/{z}/{x}/{y}.png' }).tileUrl).toContain('{z}')
})

test('.env.example names every variable, and no other', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
  const named = [...text.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name)
  expect(named.toSorted()).toEqual(variableNames.toSorted())
})
