/** The Lua scripts of schema/redis: each named by its verb and its number of keys, loaded once and called by hash. */
import { readdirSync, readFileSync } from 'node:fs'

export type ScriptName = 'record' | 'replace' | 'stage' | 'swap' | 'publish'

const folder = new URL('../../../schema/redis/', import.meta.url)

/** As ioredis takes them: it calls a script by its hash, and loads it where the server does not know it. */
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
