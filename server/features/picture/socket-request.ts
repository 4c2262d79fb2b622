import { describe, type Fault } from '../../../lib/errors.ts'
import { type ConvoyId, parseId } from '../../../schema/ids.ts'
import { type FrameRateHz, type FrameRequest, frameRatesHz } from './live-picture.ts'

/** To subscribe to more convoys than this, leave `convoyIds` out. */
const maxConvoyIds = 1_000

/** Parses a subscribe request of `/ws/live`. Unknown fields are ignored. */
export function parseFrameRequest(text: string): FrameRequest | { fault: Fault } {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused('', 'JSON', text)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refused('', 'an object', value)
  const { type, convoyIds = null, rateHz: givenRateHz, box = null } = value as Record<string, unknown>
  const rateHz = givenRateHz ?? 4
  if (type !== 'subscribe') return refused('type', '"subscribe"', type)
  if (!frameRatesHz.includes(rateHz as FrameRateHz))
    return refused('rateHz', `one of ${frameRatesHz.join(', ')}`, rateHz)
  if (box !== null && !isBox(box)) return refused('box', '[west, south, east, north] in degrees', box)
  if (convoyIds === null) return { convoyIds, rateHz: rateHz as FrameRateHz, box }
  if (!Array.isArray(convoyIds) || convoyIds.length > maxConvoyIds)
    return refused('convoyIds', `a list of at most ${maxConvoyIds} ids`, convoyIds)
  const ids: ConvoyId[] = []
  for (const [index, one] of convoyIds.entries()) {
    const id = parseId<ConvoyId>(one)
    if (!id) return refused(`convoyIds.${index}`, 'a UUID', one)
    ids.push(id)
  }
  return { convoyIds: ids, rateHz: rateHz as FrameRateHz, box }
}

function isBox(value: unknown): value is [number, number, number, number] {
  if (!Array.isArray(value) || value.length !== 4 || !value.every((n) => Number.isFinite(n))) return false
  const [west, south, east, north] = value as [number, number, number, number]
  return west <= east && south <= north && south >= -90 && north <= 90
}

const refused = (path: string, expected: string, got: unknown): { fault: Fault } => ({
  fault: { code: 'invalid', path, expected, got: describe(got) },
})
