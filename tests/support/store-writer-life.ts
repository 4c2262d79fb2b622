import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * Lets a `store-writer.ts` write to a store until it has acknowledged so many batches, then kills it. Updates how many rows each
 * writer got acknowledged. `onStart` gets the process, to be killed should the test end before.
 */
export async function writeUntilKilled(
  { dataDir, mode }: { dataDir: string; mode?: 'pack' },
  acknowledged: number[],
  batches: number,
  onStart: (child: ChildProcess) => void,
): Promise<void> {
  const script = join(import.meta.dirname, 'store-writer.ts')
  const arguments_ = [script, dataDir, acknowledged.join(), ...(mode ? [mode] : [])]
  const life = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] })
  onStart(life)
  let left = batches
  createInterface({ input: life.stdout }).on('line', (line) => {
    const [writer, count] = line.split(' ').map(Number) as [number, number]
    acknowledged[writer] = count
    if (--left === 0) life.kill('SIGKILL')
  })
  await once(life, 'close')
  if (life.signalCode !== 'SIGKILL')
    throw new Error(`Expected the writer to be killed, got exit code ${life.exitCode}.`)
}
