/** The Lua scripts of schema/redis, named by verb and number of keys (`n`: any), each after `prelude.lua`, and called by hash. */
import { readdirSync, readFileSync } from 'node:fs'

export type ScriptName =
  | ('record' | 'replace' | 'stage' | 'swap' | 'publish')
  | ('advance' | 'describe' | 'read' | 'keep' | 'lead')

export interface Script {
  lua: string
  /** Absent for a script of any number of keys, which is part of each call. */
  numberOfKeys?: number
}

const preludeFile = 'prelude.lua'
const folder = new URL('../../../schema/redis/', import.meta.url)

/** In the form of ioredis, which calls scripts by hash (EVALSHA) and loads them when the server lacks them. */
export function readScripts(): Record<string, Script> {
  const prelude = readFileSync(new URL(preludeFile, folder), 'utf8')
  return Object.fromEntries(
    readdirSync(folder)
      .filter((file) => file.endsWith('.lua') && file !== preludeFile)
      .map((file) => {
        const [verb, keys] = file.split('.')
        const lua = prelude + readFileSync(new URL(file, folder), 'utf8')
        return [`${verb}Script`, keys === 'n' ? { lua } : { lua, numberOfKeys: Number(keys) }]
      }),
  )
}
