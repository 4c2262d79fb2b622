import { openTcpProxy } from '../support/tcp-proxy.ts'
import { expect, test, trackerOf } from './fixtures.ts'

test('a cable pulled for ten seconds: the screen says so, resumes, and has missed no event', async ({
  page,
  backend,
}) => {
  const cable = await openTcpProxy(backend.url)
  const tracker = trackerOf(page, cable.url)
  const [convoy] = await backend.fleet()
  const drone = convoy?.drones[0]
  if (!convoy || !drone) throw new Error('Expected a convoy with drones.')
  // A place on the board: the simulated fleet may not have given it one yet.
  await backend.record(convoy.convoyId, drone.droneId, true)
  await tracker.open(`convoy=${convoy.convoyId}`)
  const row = tracker.row(drone.callsign)
  await expect(row).toBeVisible()

  cable.cut()
  await expect(tracker.badge).toHaveAttribute('data-link', 'OFFLINE')
  const missed = 25
  for (let hit = 0; hit < missed; hit++) await backend.record(convoy.convoyId, drone.droneId, true)
  await expect(tracker.badge).toContainText(/for 1\d s/)
  await expect(page.getByText(/No contact for 1\d s/)).toBeVisible()

  cable.restore()
  await expect(tracker.badge).toHaveText(/RESYNCED.*\d\d:\d\d:\d\d · \d+ events recovered/)
  const recovered = Number(/(\d+) events/.exec((await tracker.badge.textContent()) ?? '')?.[1])
  expect(recovered).toBeGreaterThanOrEqual(missed)
  await expect(async () => {
    // The simulated fleet goes on: the board and the row are read at one time, again until they agree.
    const now = (await backend.board(convoy.convoyId)).entries.find((entry) => entry.droneId === drone.droneId)
    expect(await row.textContent()).toContain(`${now?.successfulHits}/${now?.totalEngagements}`)
  }).toPass()
  await expect(tracker.badge).toHaveAttribute('data-link', 'LIVE')
  await cable.close()
})
