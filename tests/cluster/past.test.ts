import { afterEach, test } from 'vitest'
import { type ClusterRig, openClusterRig } from '../support/cluster-rig.ts'
import { expectWholePast, pastEnvironment, whileWriting } from '../support/past-check.ts'
import { describeWithServers } from '../support/servers.ts'

let rig: ClusterRig
afterEach(() => rig.close())

describeWithServers('the past of the simulated fleet in a cluster', () => {
  test('is written by one process, and completed by another when that is killed', async () => {
    rig = await openClusterRig()
    const roles = 'web,ingest,worker,simulator'
    const first = await rig.start(roles, pastEnvironment)
    const second = await rig.start(roles, pastEnvironment)
    await whileWriting(second)
    first.child.kill('SIGKILL')
    await expectWholePast(second)
  }, 400_000)
})
