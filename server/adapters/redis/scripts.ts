/** The Lua scripts of schema/redis, named by verb and number of keys, and called by hash. */
import { readdirSync, readFileSync } from 'node:fs'

export type ScriptName = 'record' | 'replace' | 'stage' | 'swap' | 'publish'

const folder = new URL('../../../schema/redis/', import.meta.url)

/** In the form of ioredis, which calls scripts by hash (EVALSHA) and loads them when the server lacks them. */
export function readScripts(): Record<string, { lua: string; numberOfKeys: number }> {
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.lua'))
      .map((file) => {
        const [verb, keys] = file.split('.')
        return [`${verb}Script`, { lua: readFileSync(new URL(file, folder), 'utf8'), numberOfKeys: Number(keys) }]
      }),
  )
}
