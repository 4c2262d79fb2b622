/** Accuracy by weapon, as the counters of the store say it and as its records do, as lines of text in order. */
import type { ConvoyId } from '../../schema/ids.ts'
import { accuracyCounters } from '../../schema/tables.ts'
import type { Tables } from '../../server/ports/tables.ts'
import { everyEngagement } from '../../server/repositories/engagements.ts'
import { everyPage } from '../../server/repositories/every-page.ts'
import { convoyId, otherConvoyId } from './engagement-rig.ts'

const lineOf = (droneId: string, weaponType: string, engagements: number, hits: number) =>
  `${droneId} ${weaponType}: ${hits} of ${engagements}`

export async function accuracyByCounters(store: Tables): Promise<string[]> {
  const lines: string[] = []
  for await (const rows of everyPage(store, accuracyCounters, null))
    for (const { droneId, weaponType, engagements, hits } of rows)
      if (engagements !== 0 || hits !== 0) lines.push(lineOf(droneId, weaponType, engagements, hits))
  return lines.sort()
}

export async function accuracyByRecords(
  store: Tables,
  convoyIds: readonly ConvoyId[] = [convoyId, otherConvoyId],
): Promise<string[]> {
  const sums = new Map<string, { engagements: number; hits: number }>()
  for (const id of convoyIds)
    for await (const rows of everyEngagement(store, id))
      for (const { droneId, weaponType, hit } of rows) {
        const { engagements, hits } = sums.get(`${droneId} ${weaponType}`) ?? { engagements: 0, hits: 0 }
        sums.set(`${droneId} ${weaponType}`, { engagements: engagements + 1, hits: hits + (hit ? 1 : 0) })
      }
  return Array.from(sums, ([key, { engagements, hits }]) => {
    const [droneId = '', weaponType = ''] = key.split(' ')
    return lineOf(droneId, weaponType, engagements, hits)
  }).sort()
}
