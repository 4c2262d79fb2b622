import { z } from 'zod'
import { isLoopbackHost } from '../lib/loopback.ts'
import { type ClusterConfig, clusterVariables, findClusterFault, toClusterConfig } from './config-cluster.ts'
import { describeFault } from './config-fault.ts'
import { type SqlConfig, sqlVariables, toSqlConfig } from './config-sql.ts'
import { type StrategyConfig, strategyVariables, toStrategyConfig } from './config-strategies.ts'

export const processRoles = ['web', 'ingest', 'worker', 'simulator'] as const
export type ProcessRole = (typeof processRoles)[number]

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)

const address = z
  .string()
  .default('127.0.0.1:3000')
  .transform((text, context) => {
    const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? []
    if (host && port && Number(port) <= 65_535 && isLoopbackHost(host))
      return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
    context.addIssue({
      code: 'custom',
      message:
        'a loopback address and port such as 127.0.0.1:3000 (there are no accounts yet, so only this machine may connect)',
    })
    return z.NEVER
  })

const processRolesSchema = z
  .string()
  .default(processRoles.join(','))
  .transform((text) => text.split(',').map((role) => role.trim()))
  .pipe(z.array(z.enum(processRoles)).min(1))
  .transform((list) => new Set(list))

const environment = z.object({
  SERVER_ADDR: address,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DATA_DIR: z.string().min(1).default('./data'),
  LAKE_DIR: z.string().min(1).optional(),
  ROLES: processRolesSchema,
  AUTO_ENROLL: z.stringbool().default(false),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => (text === '' ? [] : text.split(',').map((network) => network.trim())))
    .pipe(
      z.array(
        z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
          error: 'addresses or networks such as 127.0.0.1,10.0.0.0/8',
        }),
      ),
    ),
  TILE_URL: z
    .string()
    .default('')
    .refine((url) => url === '' || /^https?:\/\/[^\s]+\{z\}[^\s]*$/.test(url), {
      error: 'nothing, or http(s)://… with {z}, {x} and {y}',
    }),
  SIMULATOR_SEED: whole(1, 0, 2 ** 31 - 1),
  SIMULATOR_CONVOYS: whole(5, 1, 1_000),
  SIMULATOR_DRONES_PER_CONVOY: whole(12, 1, 1_000),
  SIMULATOR_RATE_HZ: z.coerce.number().min(0.1).max(10).default(1),
  SIMULATOR_PAST_HOURS: whole(24, 0, 168),
  SIMULATOR_TARGET: z
    .string()
    .refine((url) => /^http:\/\/[^/\s]+$/.test(url), { error: 'http://host:port of a server' })
    .optional(),
  ...clusterVariables,
  ...sqlVariables,
  ...strategyVariables,
})

/** Variables that may be set; .env.example explains each. */
export const variableNames = Object.keys(environment.shape)

export interface Config {
  address: { host: string; port: number }
  logLevel: string
  dataDir: string
  /** The folder of the lake: Parquet files for analysis. */
  lakeDir: string
  roles: ReadonlySet<ProcessRole>
  autoEnroll: boolean
  /** Addresses and networks of proxies whose X-Forwarded-For is trusted. */
  trustedProxies: readonly string[]
  /** Empty: only the built-in base map. */
  tileUrl: string
  simulator: { seed: number; convoys: number; dronesPerConvoy: number; rateHz: number; pastHours: number }
  /** The server that the simulated fleet reports to; null: this process. */
  simulatorTarget: string | null
  /** Null in embedded mode: everything in this process and in `dataDir`. */
  cluster: ClusterConfig | null
  sql: SqlConfig
  /** The initial read and write strategy of each entity. */
  strategies: StrategyConfig
}

/** Parses the environment. Returns the configuration, or all its errors. */
export function parseConfig(variables: Record<string, string | undefined>): { config: Config } | { faults: string[] } {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) return { faults: parsed.error.issues.map((issue) => describeFault(issue, given)) }
  const env = parsed.data
  const fault = findClusterFault(env)
  if (fault) return { faults: [fault] }
  return {
    config: {
      address: env.SERVER_ADDR,
      logLevel: env.LOG_LEVEL,
      dataDir: env.DATA_DIR,
      lakeDir: env.LAKE_DIR ?? `${env.DATA_DIR}/lake`,
      roles: env.ROLES,
      autoEnroll: env.AUTO_ENROLL,
      trustedProxies: env.TRUSTED_PROXIES,
      tileUrl: env.TILE_URL,
      simulator: {
        seed: env.SIMULATOR_SEED,
        convoys: env.SIMULATOR_CONVOYS,
        dronesPerConvoy: env.SIMULATOR_DRONES_PER_CONVOY,
        rateHz: env.SIMULATOR_RATE_HZ,
        pastHours: env.SIMULATOR_PAST_HOURS,
      },
      simulatorTarget: env.SIMULATOR_TARGET ?? null,
      cluster: toClusterConfig(env),
      sql: toSqlConfig(env),
      strategies: toStrategyConfig(env, env.SCYLLA_HOSTS !== undefined),
    },
  }
}

/** The configuration of this process. Prints all errors and exits if there are any. */
export function loadConfig(): Config {
  const answer = parseConfig(process.env)
  if ('config' in answer) return answer.config
  process.stderr.write(`The configuration is invalid:\n${answer.faults.map((fault) => `  ${fault}\n`).join('')}`)
  process.exit(78)
}
