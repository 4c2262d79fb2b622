/** What formats of tracks have in common: which readings belong to a track, and where it is split. */
import { plainText } from '../../../../lib/text/plain-text.ts'
import { isDoubtfulPosition, type StoredReading } from '../../../../schema/telemetry.ts'

const leastGapMs = 60_000
/** A drone that misses this many reports in a row is out of contact; the screen calls it lost after as many. */
const intervalsPerGap = 5

/** A track is split where a drone was silent for a minute, or for five of its reporting intervals if those are longer. */
export const gapMsOf = (reportIntervalMs: number | null): number =>
  Math.max(leastGapMs, intervalsPerGap * (reportIntervalMs ?? 0))

/** Where a reading stands in its track: not in it, since its position is unreliable; first after a gap; or next to the one before. */
export type PlaceInTrack = 'none' | 'first' | 'next'

export function placeInTrack(reading: StoredReading, before: StoredReading | null, gapMs: number): PlaceInTrack {
  if (isDoubtfulPosition(reading.flags)) return 'none'
  return before && reading.recordedAtMs - before.recordedAtMs <= gapMs ? 'next' : 'first'
}

/** RFC 3339 with milliseconds. */
export const toIso = (atMs: number): string => new Date(atMs).toISOString()

/** The number as XML Schema writes a decimal: without an exponent. */
export const toDecimal = (value: number): string => {
  const text = String(value)
  return text.includes('e')
    ? value
        .toFixed(20)
        .replace(/\.?0+$/, '')
        .replace(/^-0$/, '0')
    : text
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Text as the content of an element or attribute of XML 1.0, without characters that XML can't hold. */
export const toXml = (text: string): string =>
  plainText(text).replace(/[&<>"']/g, (character) => escapes[character] ?? '')

export const xmlHeader = '<?xml version="1.0" encoding="UTF-8"?>\n'
