import { type Backend, expect, test } from './fixtures.ts'

/** The convoy's drone that stands last, with what it has. */
async function lastPlaced(backend: Backend) {
  const [convoy] = (await backend.roster()).sort((a, b) =>
    a.callsign.localeCompare(b.callsign, 'en', { numeric: true }),
  )
  if (!convoy) throw new Error('Expected a convoy.')
  await expect.poll(async () => (await backend.board(convoy.convoyId)).entries.length).toBe(8)
  const { entries } = await backend.board(convoy.convoyId)
  const last = entries.at(-1)
  if (!last) throw new Error('Expected a board with entries.')
  return { convoyId: convoy.convoyId, last, places: entries.length }
}

test('an engagement recorded by anyone re-ranks the board before the eyes of all', async ({ tracker, backend }) => {
  const { convoyId, last, places } = await lastPlaced(backend)
  await tracker.open(`convoy=${convoyId}`)
  const row = tracker.row(last.callsign)
  await expect(row).toHaveAttribute('data-rank', String(places))
  await expect(row).toContainText(`${last.successfulHits}/${last.totalEngagements}`)

  const hits = 60
  for (let hit = 0; hit < hits; hit++) await backend.record(convoyId, last.droneId, true)

  await expect(row).not.toHaveAttribute('data-rank', String(places))
  await expect(row).toContainText('up')
  await expect(row).toContainText(new RegExp(`${last.successfulHits + hits}/${last.totalEngagements + hits}`))
  const now = (await backend.board(convoyId)).entries.find((entry) => entry.droneId === last.droneId)
  await expect(row).toHaveAttribute('data-rank', String(now?.rank))
})

test('ranking by the lower bound orders as the server does', async ({ tracker, page }) => {
  await tracker.open()
  await tracker.board.getByText('Lower bound').click()
  await expect(page).toHaveURL(/rank=wilson/)
  await expect(tracker.board.getByRole('radio', { name: 'Lower bound' })).toBeChecked()
  await expect(tracker.board.getByRole('listitem').first()).toHaveAttribute('data-rank', '1')
})

test('the tie rule is one hover away', async ({ tracker }) => {
  await tracker.open()
  const rule = tracker.board.getByRole('tooltip')
  await expect(rule).toBeHidden()
  await tracker.board.getByRole('button', { name: 'How ties are broken' }).hover()
  await expect(rule).toBeVisible()
  await expect(rule).toContainText('accuracy, then more hits')
})
