import { z } from 'zod'

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback)

/** Limits of a query of the SQL console. */
export const sqlVariables = {
  SQL_TIMEOUT_S: whole(30, 1, 3_600),
  SQL_MEMORY_MB: whole(512, 64, 1 << 20),
  SQL_SPILL_MB: whole(2_048, 0, 1 << 20),
  SQL_PROCESSES: whole(2, 1, 64),
  SQL_USER_ID: whole(65_534, 1, 2 ** 31 - 1),
}

export interface SqlConfig {
  timeMs: number
  memoryBytes: number
  spillBytes: number
  /** Queries that run at once, each in a process of its own. */
  processes: number
  /** The user and group that run queries where the server is root. */
  userId: number
}

const mebibyte = 2 ** 20

export const toSqlConfig = (env: z.infer<z.ZodObject<typeof sqlVariables>>): SqlConfig => ({
  timeMs: env.SQL_TIMEOUT_S * 1_000,
  memoryBytes: env.SQL_MEMORY_MB * mebibyte,
  spillBytes: env.SQL_SPILL_MB * mebibyte,
  processes: env.SQL_PROCESSES,
  userId: env.SQL_USER_ID,
})
