/** A cluster of three nodes that answers as it is told: for what a driver must survive and a real server does not do on demand. */
import { join } from 'node:path'
import { findFreePort, startChild } from './servers-child.ts'
import { fetchJars, serversDir } from './servers-jars.ts'

/** What a node says to a statement. Rows need the types of their columns, as CQL writes them. */
export type Answer =
  | { result: 'success'; rows: Record<string, unknown>[]; column_types: Record<string, string> }
  | { result: 'unavailable'; consistency_level: Consistency; required: number; alive: number }
  | {
      result: 'write_timeout'
      consistency_level: Consistency
      received: number
      block_for: number
      write_type: 'SIMPLE' | 'BATCH' | 'UNLOGGED_BATCH' | 'COUNTER' | 'CAS'
    }
  | {
      result: 'read_timeout'
      consistency_level: Consistency
      received: number
      block_for: number
      data_present: boolean
    }
  | { result: 'overloaded' | 'server_error' | 'is_bootstrapping'; message: string }
  | { result: 'no_result' }
  | { result: 'close_connection'; scope: 'connection' | 'node'; close_type: 'disconnect' }

type Consistency = 'ONE' | 'QUORUM' | 'ALL' | 'LOCAL_QUORUM' | 'LOCAL_ONE' | 'SERIAL' | 'LOCAL_SERIAL'

export interface PrimedStatement {
  /** The text exactly as it is sent. A prepared statement answers when executed; preparing it succeeds. */
  query: string
  /** CQL types of its `?`, in their order: a prepared statement can't be bound without. */
  parameters?: Record<string, string>
  answer: Answer
  /** How much later it answers. */
  delayMs?: number
}

export interface Simulacron {
  /** `127.x.y.1:9042` and the two after it. */
  contactPoints: string[]
  localDatacenter: string
  /** From now on all nodes answer so, and to each statement primed before as they did. The last word on a statement counts. */
  prime(statement: PrimedStatement): Promise<void>
  /** An unlogged or logged batch that is exactly these statements, by their texts. */
  primeBatch(queries: readonly string[], answer: Answer, delayMs?: number): Promise<void>
  /** Forgets every answer primed. A text then succeeds with nothing; a prepared statement needs priming to be bound again. */
  unprime(): Promise<void>
  /** Stops listening and closes its connections. Nodes count from 0. */
  stopNode(node: number): Promise<void>
  /** Reads no more of what is sent to it, and says nothing. */
  freezeNode(node: number): Promise<void>
  /** Undoes both. */
  startNode(node: number): Promise<void>
  /** The statements received since the start or `forgetReceived`, in the order of their arrival, of each node apart. */
  received(): Promise<string[][]>
  /** Empties what `received` returns: the log of many thousand requests takes longer to send than a test waits. */
  forgetReceived(): Promise<void>
  close(): Promise<void>
}

/** The folder of its jars; null without Java 17 or Maven. */
export function fetchSimulacronJars(say: (line: string) => void): Promise<string | null> {
  const pom = join(import.meta.dirname, 'cassandra/simulacron.xml')
  return fetchJars({ pom, into: join(serversDir, 'simulacron'), title: 'Simulacron', say })
}

/** Null without Java 17, Maven or Linux (elsewhere only 127.0.0.1 is a loopback address). */
export async function startSimulacron(): Promise<Simulacron | null> {
  if (process.platform !== 'linux') return null
  const jars = await fetchSimulacronJars((line) => process.stderr.write(`${line}\n`))
  if (!jars) return null
  const port = await findFreePort()
  // A net of its own, so that several may run at once.
  const ip = `127.${100 + (process.pid % 100)}.${port % 250}.1`
  const child = await startChild({
    command: ['java', '-Xmx128M', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-cp', join(jars, '*'), main]
      .concat(['--httpintf', '127.0.0.1', '--httpport', String(port), '--ip', ip])
      .concat(['--loglevel', 'INFO']),
    ready: /Started HTTP server/,
    readyWithinMs: 60_000,
  })
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(20_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`Simulacron, ${method} ${path}: ${response.status} ${text}`)
    return text === '' ? null : (JSON.parse(text) as unknown)
  }
  const cluster = (await call('POST', '/cluster?data_centers=3&cassandra_version=3.11.12&name=test')) as Registered
  const [{ name, nodes }] = cluster.data_centers
  const scope = `/${cluster.id}/${name}`
  const primes = new Map<string, unknown>()
  // Of two primes of one statement the first would count, and preparing adds some: all are told again, above those.
  const tell = async (key: string, prime: unknown) => {
    primes.set(key, prime)
    await call('DELETE', `/prime${scope}`)
    for (const one of primes.values()) await call('POST', `/prime${scope}`, one)
  }
  const nodeScope = (node: number) => `${scope}/${nodes[node]?.name}`
  return {
    contactPoints: nodes.map(({ address }) => address),
    localDatacenter: name,
    prime: ({ query, parameters = {}, answer, delayMs = 0 }) =>
      tell(query, toPrime({ request: 'query', query, param_types: parameters }, answer, delayMs)),
    primeBatch: (queries, answer, delayMs = 0) =>
      tell(
        `batch ${queries.join(';')}`,
        toPrime({ request: 'batch', queries: queries.map((query) => ({ query })) }, answer, delayMs),
      ),
    async unprime() {
      primes.clear()
      await call('DELETE', `/prime${scope}`)
    },
    async stopNode(node) {
      await call('DELETE', `/listener${nodeScope(node)}?type=stop`)
    },
    async freezeNode(node) {
      await call('PUT', `/pause-reads${nodeScope(node)}`)
    },
    async startNode(node) {
      await call('DELETE', `/pause-reads${nodeScope(node)}`)
      await call('PUT', `/listener${nodeScope(node)}`)
    },
    async received() {
      const log = (await call('GET', `/log${scope}`)) as Logged
      return nodes.map(({ id }) =>
        (log.data_centers[0]?.nodes.find((node) => node.id === id)?.queries ?? []).map(({ query }) => query),
      )
    },
    async forgetReceived() {
      await call('DELETE', `/log${scope}`)
    },
    close: () => child.stop(),
  }
}

const main = 'com.datastax.oss.simulacron.standalone.App'

// By pairs: an object written with a property of this name passes for a promise.
const toPrime = (when: object, answer: Answer, delayMs: number): object =>
  Object.fromEntries([
    ['when', when],
    ['then', { ...answer, delay_in_ms: delayMs }],
  ])

interface Registered {
  id: number
  data_centers: [{ name: string; nodes: { id: number; name: string; address: string }[] }]
}

interface Logged {
  data_centers: { nodes: { id: number; queries: { query: string }[] }[] }[]
}
