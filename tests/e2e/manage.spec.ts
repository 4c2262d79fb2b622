import type { Page } from '@playwright/test'
import { requestGraphql } from '../../lib/api/client.ts'
import {
  DroneDocument,
  RecordEngagementDocument,
  RenameDroneDocument,
  RosterDocument,
} from '../../lib/api/documents.generated.ts'
import { backendOf, expect, serverFor, type TrackerPage, test, trackerOf } from './fixtures.ts'

/** A server without a simulator, with two convoys whose drones have each reported once. */
async function withConvoys(
  page: Page,
  use: (scene: {
    tracker: TrackerPage
    send: (readings: object[]) => Promise<{ refused: { expected: string }[] }>
    hawk: { convoyId: string; droneIds: string[] }
    owl: { convoyId: string; droneIds: string[] }
    url: string
  }) => Promise<void>,
) {
  await serverFor({ ROLES: 'web,ingest,worker' }, async ({ url }) => {
    const backend = backendOf(url)
    const [hawk, owl] = [await backend.quietConvoy('HAWK-1', 3), await backend.quietConvoy('OWL-2', 1)]
    const send = async (readings: object[]) =>
      (
        await fetch(`${url}/api/v1/telemetry`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(readings),
        })
      ).json()
    await send(
      [...hawk.droneIds, ...owl.droneIds].map((droneId, n) => ({
        ...{ droneId, recordedAt: Date.now(), sequence: 1, latitudeDeg: 34.2 + n / 20, longitudeDeg: 68.5 + n / 20 },
        ...{ altitudeM: 3_000, speedMps: 60, headingDeg: 90 },
      })),
    )
    await use({ tracker: trackerOf(page, url), send, hawk, owl, url })
  })
}

const card = (tracker: TrackerPage, callsign: string) =>
  tracker.convoys.getByRole('listitem').filter({ hasText: callsign })
const sheet = (page: Page, title: string) => page.getByRole('dialog', { name: title })

test('a drone is assigned to another convoy by keyboard alone, after a question, and map, list and panel follow', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, owl }) => {
    const id = hawk.droneIds[1] ?? ''
    await tracker.open(`drone=${id}&z=9`)
    await expect(tracker.drone).toContainText('HAWK-1 · Test Range')
    await tracker.drone.getByRole('button', { name: 'Manage', exact: true }).focus()
    await page.keyboard.press('Enter')
    const form = sheet(page, 'Manage HAWK-1-02').getByRole('form', { name: 'Assign to another convoy' })
    await form.getByLabel('Convoy').focus()
    await page.keyboard.press('o')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect(form).toContainText('Assign HAWK-1-02 to OWL-2?')
    await page.keyboard.press('Enter')
    await expect(sheet(page, 'Manage HAWK-1-02')).toBeHidden()
    await expect(tracker.drone).toContainText('OWL-2 · Test Range')
    await expect(card(tracker, 'OWL-2')).toContainText('2 drones')
    await expect(card(tracker, 'HAWK-1')).toContainText('2 drones')
    await expect.poll(() => tracker.drawn(id)).not.toBeNull()
    await expect(page).toHaveURL(new RegExp(`convoy=${owl.convoyId}`))
  })
})

test('a question that is declined changes nothing; a version that somebody has changed meanwhile is told in words', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, url }) => {
    const id = hawk.droneIds[0] ?? ''
    await tracker.open(`drone=${id}`)
    await tracker.drone.getByRole('button', { name: 'Manage', exact: true }).click()
    const dialog = sheet(page, 'Manage HAWK-1-01')
    const retire = dialog.getByRole('form', { name: 'Take out of service' })
    await retire.getByRole('button', { name: 'Take out of service' }).click()
    await retire.getByRole('button', { name: 'Cancel' }).click()
    await expect(retire.getByRole('button', { name: 'Take out of service' })).toBeVisible()
    // Between what the page shows and what it asks for lies somebody else's change.
    await page.route('**/api/graphql', async (route) => {
      if (route.request().postData()?.includes('mutation RenameDrone'))
        await requestGraphql(
          RenameDroneDocument,
          { input: { droneId: id, version: 1, callsign: 'SWIFT-7' } },
          { url: `${url}/api/graphql` },
        )
      await route.continue()
    })
    const rename = dialog.getByRole('form', { name: 'Rename' })
    await rename.getByLabel('Callsign').fill('SWIFT-8')
    await rename.getByRole('button', { name: 'Rename' }).click()
    await expect(rename.getByRole('alert')).toContainText('Somebody has changed it meanwhile')
    await expect(tracker.drone.locator('> header')).toContainText('SWIFT-7')
  })
})

test('a callsign of another script is taken and stands on panel, board, table and map; what can’t be seen is refused with the rule', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, url }) => {
    const id = hawk.droneIds[0] ?? ''
    await requestGraphql(
      RecordEngagementDocument,
      { input: { convoyId: hawk.convoyId, droneId: id, hit: true, weaponType: 'AGM176_GRIFFIN' } },
      { url: `${url}/api/graphql` },
    )
    await tracker.open(`drone=${id}&z=11&follow`)
    const rename = async (callsign: string) => {
      await tracker.drone.getByRole('button', { name: 'Manage', exact: true }).click()
      await page.getByLabel('Callsign').fill(callsign)
      await page.getByRole('button', { name: 'Rename', exact: true }).click()
    }
    await rename('A\u3164B')
    await expect(page.getByRole('alert').filter({ hasText: 'letters' })).toContainText(
      'expected 1 to 32 letters, digits',
    )
    await page.keyboard.press('Escape')
    await rename('गरुड़ 1')
    for (const callsign of ['गरुड़ 1', 'เหยี่ยว 3', 'صَقْر ٥', 'کوه\u200cبابا']) {
      const at = { url: `${url}/api/graphql` }
      const { drone } = await requestGraphql(DroneDocument, { droneId: id }, at)
      const stored = callsign.normalize('NFC')
      if (drone?.callsign !== stored)
        await requestGraphql(
          RenameDroneDocument,
          { input: { droneId: id, version: drone?.version ?? 0, callsign } },
          at,
        )
      await expect(tracker.drone.locator('> header')).toContainText(stored)
      await expect(tracker.row(stored)).toBeVisible()
    }
    await page.keyboard.press('b')
    await expect(page.getByRole('table')).toContainText('کوه\u200cبابا')
  })
})

test('a drone out of service leaves list, map and counts, its readings are refused, its records stay, and it comes back', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, send, url }) => {
    const id = hawk.droneIds[2] ?? ''
    await requestGraphql(
      RecordEngagementDocument,
      { input: { convoyId: hawk.convoyId, droneId: id, hit: true, weaponType: 'AGM176_GRIFFIN' } },
      { url: `${url}/api/graphql` },
    )
    await tracker.open(`drone=${id}`)
    await expect(card(tracker, 'HAWK-1')).toContainText('3 drones')
    await tracker.drone.getByRole('button', { name: 'Manage', exact: true }).click()
    const retire = page.getByRole('form', { name: 'Take out of service' })
    await retire.getByRole('button', { name: 'Take out of service' }).click()
    await retire.getByRole('button', { name: 'Yes, take out of service' }).click()
    await expect(tracker.drone).toContainText('Out of service')
    await expect(tracker.drone).toContainText('AGM-176 Griffin')
    await expect(card(tracker, 'HAWK-1')).toContainText('2 drones')
    await expect(tracker.row('HAWK-1-03')).toContainText('left')
    await expect.poll(() => tracker.drawn(id)).toBeNull()
    const answer = await send([{ droneId: id, recordedAt: Date.now(), sequence: 2, latitudeDeg: 34, longitudeDeg: 69 }])
    expect(answer.refused).toMatchObject([{ expected: 'a drone in service' }])
    await card(tracker, 'HAWK-1').getByRole('button', { name: 'Manage HAWK-1' }).click()
    await page.getByRole('button', { name: 'Return HAWK-1-03 to service' }).click()
    await page.keyboard.press('Escape')
    await expect(card(tracker, 'HAWK-1')).toContainText('3 drones')
    await expect.poll(() => tracker.drawn(id)).not.toBeNull()
  })
})

test('an archived convoy leaves list and map, its board can be read, and it comes back with its drones', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, url }) => {
    const id = hawk.droneIds[0] ?? ''
    await requestGraphql(
      RecordEngagementDocument,
      { input: { convoyId: hawk.convoyId, droneId: id, hit: true, weaponType: 'AGM176_GRIFFIN' } },
      { url: `${url}/api/graphql` },
    )
    await tracker.open(`convoy=${hawk.convoyId}`)
    await expect.poll(() => tracker.drawn(id)).not.toBeNull()
    await card(tracker, 'HAWK-1').getByRole('button', { name: 'Manage HAWK-1' }).click()
    const archive = page.getByRole('form', { name: 'Archive' })
    await archive.getByRole('button', { name: 'Archive' }).click()
    await expect(archive).toContainText('Take HAWK-1 and its 3 drones off the map?')
    await archive.getByRole('button', { name: 'Yes, archive' }).click()
    await expect(card(tracker, 'HAWK-1')).toHaveCount(0)
    await expect.poll(() => tracker.drawn(id)).toBeNull()
    await tracker.convoys.getByRole('button', { name: 'Archived convoys (1)' }).click()
    await page.getByRole('button', { name: 'Show the board of HAWK-1' }).click()
    await expect(tracker.board).toContainText('Leaderboard · HAWK-1')
    await expect(tracker.row('HAWK-1-01')).toBeVisible()
    await tracker.convoys.getByRole('button', { name: 'Archived convoys (1)' }).click()
    await page.getByRole('button', { name: 'Restore HAWK-1' }).click()
    await page.keyboard.press('Escape')
    await expect(card(tracker, 'HAWK-1')).toBeVisible()
    await expect.poll(() => tracker.drawn(id)).not.toBeNull()
    const { archived } = await requestGraphql(RosterDocument, {}, { url: `${url}/api/graphql` })
    expect(archived).toEqual([])
  })
})

test('F123 a leap of terms stands in doubt on the card, the leader stays, and an operator resets leadership with a reason', async ({
  page,
}) => {
  await withConvoys(page, async ({ tracker, hawk, send }) => {
    const says = (number: number, sequence: number, term: number, leader = 0) => ({
      ...{
        droneId: hawk.droneIds[number],
        recordedAt: Date.now(),
        sequence,
        latitudeDeg: 34.2 + number / 20,
        longitudeDeg: 68.5 + number / 20,
      },
      leadership: { term, role: number === leader ? 'leader' : 'follower', leaderId: hawk.droneIds[leader], peers: [] },
    })
    await tracker.open(`convoy=${hawk.convoyId}`)
    await send([says(0, 2, 7), says(1, 2, 7)])
    await expect(card(tracker, 'HAWK-1')).toContainText('T7')
    await send([says(2, 2, 2 ** 31 - 1, 2)])
    await expect(card(tracker, 'HAWK-1')).toContainText('T2147483647 in doubt: HAWK-1-03, 1 of 3')
    await expect(card(tracker, 'HAWK-1').locator('[data-known="true"]')).toHaveText('HAWK-1-01')
    await card(tracker, 'HAWK-1').getByRole('button', { name: 'Manage HAWK-1' }).click()
    const form = page.getByRole('form', { name: 'Reset leadership' })
    await expect(form).toContainText('Term 2147483647 is in doubt: 1 of 3 drones reported it.')
    await form.getByLabel('Reason').fill('faulty radio')
    await form.getByRole('button', { name: 'Reset leadership' }).click()
    await expect(form).toContainText('Discard term 7 and leader of HAWK-1?')
    await form.getByRole('button', { name: 'Yes, reset leadership' }).click()
    await expect(card(tracker, 'HAWK-1')).toContainText('No leader')
    await expect(
      page.getByRole('button', { name: /leadership reset by an operator \(local: faulty radio\)/ }),
    ).toBeVisible()
    await send([says(0, 3, 3), says(1, 3, 3)])
    await expect(card(tracker, 'HAWK-1')).toContainText('T3')
  })
})

test('who may not change the roster sees no button for it', async ({ page }) => {
  await withConvoys(page, async ({ tracker, hawk }) => {
    await page.route('**/api/graphql', async (route) => {
      if (!route.request().postData()?.includes('query Roster')) return route.continue()
      const response = await route.fetch()
      const answer = await response.json()
      await route.fulfill({ response, json: { data: { ...answer.data, permissions: ['picture:read'] } } })
    })
    await tracker.open(`drone=${hawk.droneIds[0]}`)
    await expect(tracker.drone).toContainText('HAWK-1 · Test Range')
    await expect(page.getByRole('button', { name: /^Manage/ })).toHaveCount(0)
  })
})
