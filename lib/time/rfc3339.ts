const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/
const longestText = 64
const dayMs = 86_400_000
/** What RFC 3339 can write: the years 0 to 9999. */
const earliestMs = Date.parse('0000-01-01T00:00:00Z')
const latestMs = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * The parser of times for every door. Returns ms since 1970 for RFC 3339 text or for a whole number of ms, null for anything
 * else: a day that is not in the calendar, or a time outside of the years 0 to 9999.
 */
export function parseInstant(value: unknown): number | null {
  if (typeof value === 'string') return parseRfc3339(value)
  const isMs = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= latestMs
  return isMs ? (value as number) + 0 : null
}

export const instantExpected = 'RFC 3339 or whole milliseconds since 1970'

/**
 * Returns ms since 1970, digits beyond them cut off, or null for text that is not RFC 3339. A leap second, which comes at
 * 23:59:60 UTC and never else, is the second after it.
 */
export function parseRfc3339(text: string): number | null {
  const match = text.length <= longestText ? rfc3339.exec(text) : null
  if (!match) return null
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  const hour = Number(match[4])
  const minute = Number(match[5])
  const second = Number(match[6])
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  const offsetMs = match[8] ? toOffsetMs(match[8], Number(match[9]), Number(match[10])) : 0
  if (offsetMs === null) return null
  const wholeMs = utcMsOf(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1_000 - offsetMs
  if (second === 60 && wholeMs % dayMs !== 0) return null
  const timeMs = wholeMs + (match[7] ? Number(match[7].slice(0, 3).padEnd(3, '0')) : 0)
  return isWritable(timeMs) ? timeMs : null
}

const isWritable = (timeMs: number): boolean => timeMs >= earliestMs && timeMs <= latestMs

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function utcMsOf(year: number, month: number, day: number): number {
  return year > 99 ? Date.UTC(year, month - 1, day) : new Date(0).setUTCFullYear(year, month - 1, day)
}

function toOffsetMs(sign: string, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null
  const offsetMs = (hours * 60 + minutes) * 60_000
  return sign === '+' ? offsetMs : -offsetMs
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
