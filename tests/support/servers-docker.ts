/** Servers in Docker, for a machine that has an engine and nothing else. */
import { findFreePort, runToEnd, startChild } from './servers-child.ts'

/** Whether an engine answers, not the command alone. */
export async function hasDocker(): Promise<boolean> {
  return (await runToEnd(['docker', 'version', '--format', '{{.Server.Version}}'], 10_000)).isDone
}

interface Containment {
  image: string
  /** Inside the container; outside it is a free one of the loopback address. */
  port: number
  args: readonly string[]
  ready: RegExp
  toAddress: (at: string) => string
}

/** Fetches the image when it is not there: the first time may take minutes. */
export async function startInDocker({ image, port, args, ready, toAddress }: Containment) {
  const outside = await findFreePort()
  const name = `convoy-test-${process.pid}-${outside}`
  const remove = () => runToEnd(['docker', 'rm', '--force', name], 30_000)
  const child = await startChild({
    command: ['docker', 'run', '--rm', '--name', name, '--publish', `127.0.0.1:${outside}:${port}`, image, ...args],
    ready,
    readyWithinMs: 600_000,
  }).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  return {
    address: toAddress(`127.0.0.1:${outside}`),
    origin: `${image} in Docker`,
    async close() {
      await child.stop()
      await remove()
    },
  }
}
