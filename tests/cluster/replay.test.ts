/** FAULTS 139: in a cluster one process records; when it is killed another takes over, and the gap is known. */
import { afterEach, expect, test } from 'vitest'
import { ask, type ClusterRig, makeConvoy, openClusterRig, reading, send } from '../support/cluster-rig.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { describeWithServers } from '../support/servers.ts'
import { convoyId, droneIdOf } from '../support/telemetry-server.ts'

let rig: ClusterRig
afterEach(() => rig.close())

const iso = (ms: number) => new Date(ms).toISOString()

interface Span {
  from: string
  to: string
}

const spansOf = async (server: ServerProcess): Promise<Span[]> => {
  const range = `from: "${iso(Date.now() - 600_000)}", to: "${iso(Date.now() + 1_000)}"`
  return (await ask<{ recording: Span[] }>(server, `{ recording(${range}) { from to } }`)).recording
}

async function pictureAt(server: ServerProcess, atMs: number) {
  const { picture } = await ask<{ picture: { coverage: string; convoys: { drones: { callsign: string }[] }[] } }>(
    server,
    `{ picture(at: "${iso(atMs)}", convoyIds: ["${convoyId}"]) { coverage convoys { drones { callsign } } } }`,
  )
  return {
    coverage: picture.coverage,
    callsigns: picture.convoys.flatMap(({ drones }) => drones.map((one) => one.callsign)),
  }
}

describeWithServers('recording in a cluster', () => {
  test('goes on in another process when that which recorded is killed, and every process tells the gap', async () => {
    rig = await openClusterRig()
    const first = await rig.start()
    await makeConvoy(first, convoyId, [droneIdOf(0)])
    await send(first, [reading(droneIdOf(0), 1)])
    const long = { timeout: 90_000, interval: 250 }
    await expect.poll(() => spansOf(first), long).toHaveLength(1)
    const second = await rig.start()
    const shown = { coverage: 'RECORDED', callsigns: ['HAWK-1-0'] }
    await expect.poll(() => pictureAt(second, Date.now() - 3_000), long).toEqual(shown)

    first.child.kill('SIGKILL')
    const killedMs = Date.now()
    await expect.poll(() => spansOf(second), long).toHaveLength(2)
    const [before, after] = await spansOf(second)
    const [untilMs, fromMs] = [Date.parse(before?.to ?? ''), Date.parse(after?.from ?? '')]
    expect(untilMs).toBeLessThanOrEqual(killedMs + 1_000)
    expect(await pictureAt(second, (untilMs + fromMs) / 2)).toEqual({ coverage: 'GAP', callsigns: [] })
    expect(await pictureAt(second, untilMs - 1)).toEqual(shown)
    await expect.poll(() => pictureAt(second, Date.now() - 3_000), long).toEqual(shown)
  }, 300_000)
})
