/** Redis addresses: a single server, a cluster, or sentinels that name the server. */
export interface RedisAddress {
  kind: 'single' | 'cluster' | 'sentinel'
  isTls: boolean
  nodes: { host: string; port: number }[]
  username: string | null
  password: string | null
  /** Database number; 0 in a cluster. */
  database: number
  /** The master name configured at the sentinels; null for other kinds. */
  masterName: string | null
}

const urlPattern = /^(rediss?)(\+cluster|\+sentinel)?:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@]+)(?:\/([^/?]*))?$/
const defaultPort = { single: 6379, cluster: 6379, sentinel: 26_379 }

/** Parses `redis://`, `rediss://` (TLS), `…+cluster://a:1,b:2` and `…+sentinel://a:1,b:2/name`. Throws a RangeError that names the expected forms. */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme, suffix, username, password, hosts, path] = urlPattern.exec(url) ?? []
  const kind = suffix === '+cluster' ? 'cluster' : suffix === '+sentinel' ? 'sentinel' : 'single'
  const nodes = (hosts ?? '').split(',').map((text) => parseNode(text, defaultPort[kind]))
  const isWhole = nodes.every((node) => node !== null) && (kind !== 'single' || nodes.length === 1)
  const database = kind === 'single' && path ? Number(path) : 0
  if (!scheme || !isWhole || !Number.isInteger(database) || (kind === 'sentinel' && !path))
    throw new RangeError(
      `REDIS_URL: expected redis://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/name (rediss for TLS), got ${withoutPassword(url)}.`,
    )
  return {
    kind,
    isTls: scheme === 'rediss',
    nodes: nodes as RedisAddress['nodes'],
    username: username ? decodeURIComponent(username) : null,
    password: password ? decodeURIComponent(password) : null,
    database,
    masterName: kind === 'sentinel' ? (path ?? null) : null,
  }
}

const withoutPassword = (url: string) => url.replace(/\/\/[^@/]*@/, '//…@')

function parseNode(text: string, fallbackPort: number): { host: string; port: number } | null {
  const [, host, port] = /^(\[[0-9a-fA-F:]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? []
  if (!host) return null
  return { host: host.replace(/^\[|\]$/g, ''), port: port ? Number(port) : fallbackPort }
}
