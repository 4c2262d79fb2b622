import { expect, test } from './fixtures.ts'

test('an engagement recorded by anyone re-ranks the board before the eyes of all', async ({ tracker, backend }) => {
  const { convoyId, droneIds } = await backend.quietConvoy('QUIET-9', 3)
  const [first = '', second = '', third = ''] = droneIds
  for (const droneId of [first, first, second]) await backend.record(convoyId, droneId, true)
  for (const droneId of [second, third]) await backend.record(convoyId, droneId, false)
  await tracker.open(`convoy=${convoyId}`)
  const row = tracker.row('QUIET-9-03')
  await expect(row).toHaveAttribute('data-rank', '3')
  await expect(row).toContainText('0/1')

  await backend.record(convoyId, third, true)
  await backend.record(convoyId, third, true)

  await expect(row).toHaveAttribute('data-rank', '2')
  await expect(row).toContainText(/▲up 1/)
  await expect(row).toContainText('2/3')
  await expect(tracker.row('QUIET-9-02')).toContainText(/▼down 1/)
  const { averageAccuracy } = await backend.board(convoyId)
  await expect(tracker.board).toContainText(`${averageAccuracy?.toFixed(1)} %`)
  await expect(row.locator('[data-hit="true"]')).toHaveCount(1)
})

test('each drone shows its margin to the rank above, which follows each engagement', async ({ tracker, backend }) => {
  const { convoyId, droneIds } = await backend.quietConvoy('QUIET-8', 3)
  const [first = '', second = '', third = ''] = droneIds
  for (const hit of [true, true, false, true]) await backend.record(convoyId, first, hit)
  for (const hit of [true, false]) await backend.record(convoyId, second, hit)
  for (const hit of [true, false, false]) await backend.record(convoyId, third, hit)
  await tracker.open(`convoy=${convoyId}`)
  await expect(tracker.row('QUIET-8-01')).toContainText('—')
  await expect(tracker.row('QUIET-8-02')).toContainText('−25.0 points to the rank above')
  await expect(tracker.row('QUIET-8-03')).toContainText('−16.7 points to the rank above')

  await backend.record(convoyId, second, true)

  await expect(tracker.row('QUIET-8-02')).toContainText('−8.3 points to the rank above')
  await expect(tracker.row('QUIET-8-03')).toContainText('−33.3 points to the rank above')
})

test('ranking by the lower bound orders as the server does', async ({ tracker, page }) => {
  await tracker.open()
  await tracker.board.getByRole('radio', { name: 'Lower bound' }).check()
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
