/** Gets a real Cassandra: the one on the PATH, its published artifacts under Java 17, or a ScyllaDB in Docker. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findFreePort, findOnPath, runToEnd, startChild } from './servers-child.ts'
import { hasDocker, startInDocker } from './servers-docker.ts'
import { fetchJars } from './servers-jars.ts'
import type { StartedServer } from './servers-redis.ts'

const own = join(import.meta.dirname, 'cassandra')

/** `test` boots fast and loses everything with the process; `durable` survives kill -9; `bench` is for figures. */
export type CassandraProfile = 'test' | 'durable' | 'bench'

/** Null where none can be had; `say` hears what was tried. */
export async function startCassandra(
  cacheDir: string,
  say: (line: string) => void,
  profile: CassandraProfile = 'test',
): Promise<StartedServer | null> {
  const script = findOnPath('cassandra')
  if (script && /^v?5\./m.test((await runToEnd([script, '-v'], 30_000)).output)) return startScript(script)
  if (script) say('Cassandra: passing over the one on the PATH, which is not version 5.')
  const jars = await fetchCassandraJars(cacheDir, say)
  if (jars) return startFromJars({ jars, profile })
  if (!(await hasDocker())) {
    say('Cassandra: none on the PATH, no Java 17 (or newer) with Maven that gives one, and no Docker engine.')
    return null
  }
  return startInDocker({
    image: 'scylladb/scylla:6.2',
    port: 9042,
    args: ['--smp', '1', '--memory', '1G', '--overprovisioned', '1', '--developer-mode', '1'],
    ready: /initialization completed/,
    toAddress: (at) => at,
  })
}

/** The folder of the server's jars, fetched once and kept for as long as what is asked for stays the same; null without Java 17 or Maven. */
export async function fetchCassandraJars(cacheDir: string, say: (line: string) => void): Promise<string | null> {
  return fetchJars({ pom: join(own, 'pom.xml'), into: join(cacheDir, 'cassandra'), title: 'Cassandra', say })
}

interface FromJars {
  jars: string
  profile: CassandraProfile
  /** Where its files lie; absent: a folder of its own that goes with it. */
  dir?: string
  port?: number
  /** Knows only the user cassandra with the password cassandra, and speaks TLS alone, with this key and certificate (PEM). */
  guardedBy?: string
}

/** Boots in seconds. Rejects with what it printed when it does not. */
export async function startFromJars({ jars, profile, ...at }: FromJars): Promise<StartedServer> {
  return startConfigured(at, (config) => ({
    origin: `Apache Cassandra from Maven, ${profile} profile`,
    command: [
      'java',
      `@${join(own, 'jvm17.args')}`,
      `@${join(own, `jvm-${profile}.args`)}`,
      '-XX:-UsePerfData',
      `-Djava.io.tmpdir=${config.tmp}`,
      `-Dlogback.configurationFile=${pathToFileURL(join(own, 'logback.xml'))}`,
      '-Dcassandra-foreground=yes',
      ...config.properties,
      '-cp',
      join(jars, '*'),
      'org.apache.cassandra.service.CassandraDaemon',
    ],
  }))
}

const startScript = (script: string): Promise<StartedServer> =>
  startConfigured({}, (config) => ({
    origin: script,
    command: [script, '-f', ...(process.getuid?.() === 0 ? ['-R'] : []), ...config.properties],
    environment: { MAX_HEAP_SIZE: '512M', HEAP_NEWSIZE: '128M' },
  }))

interface Configured {
  tmp: string
  properties: string[]
}

async function startConfigured(
  at: Pick<FromJars, 'dir' | 'port' | 'guardedBy'>,
  toLaunch: (config: Configured) => { origin: string; command: string[]; environment?: Record<string, string> },
): Promise<StartedServer> {
  const dir = at.dir ?? mkdtempSync(join(tmpdir(), 'convoy-cassandra-'))
  const remove = () => at.dir ?? rmSync(dir, { recursive: true, force: true, maxRetries: 5 })
  const port = at.port ?? (await findFreePort())
  // Native libraries are unpacked there and would be left behind.
  const tmp = join(dir, 'tmp')
  mkdirSync(tmp, { recursive: true })
  const settings = join(dir, 'cassandra.yaml')
  const text = readFileSync(join(own, 'cassandra.yaml'), 'utf8')
  const ports = { NATIVE_PORT: port, SSL_STORAGE_PORT: await findFreePort(), STORAGE_PORT: await findFreePort() }
  const open = text.replace(/\b(NATIVE_PORT|SSL_STORAGE_PORT|STORAGE_PORT)\b/g, (name) =>
    String(ports[name as keyof typeof ports]),
  )
  writeFileSync(settings, at.guardedBy ? guard(open, at.guardedBy) : open)
  const properties = [`-Dcassandra.config=${pathToFileURL(settings)}`, `-Dcassandra.storagedir=${dir}`]
  const { origin, ...launch } = toLaunch({ tmp, properties })
  const ready = at.guardedBy ? /Created default superuser role/ : /Startup complete/
  const child = await startChild({ ...launch, ready, readyWithinMs: 180_000 }).catch((error: unknown) => {
    remove()
    throw error
  })
  return {
    address: `127.0.0.1:${port}`,
    origin,
    async close() {
      await child.stop()
      remove()
    },
  }
}

const guard = (settings: string, pemFile: string): string =>
  `${settings.replace('AllowAllAuthenticator', 'PasswordAuthenticator')}
client_encryption_options:
  enabled: true
  optional: false
  keystore: ${pemFile}
  ssl_context_factory:
    class_name: org.apache.cassandra.security.PEMBasedSslContextFactory
`
