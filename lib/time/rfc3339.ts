const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Answers ms since 1970, digits beyond them cut off, or null for text that is not RFC 3339. A leap second is the second after it. */
export function parseRfc3339(text: string): number | null {
  const match = text.length <= 40 ? rfc3339.exec(text) : null
  if (!match) return null
  const year = Number(match[1])
  const month = Number(match[2])
  const day = Number(match[3])
  const hour = Number(match[4])
  const minute = Number(match[5])
  const second = Number(match[6])
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null
  if (hour > 23 || minute > 59 || second > 60) return null
  const milliseconds = match[7] ? Number(match[7].slice(0, 3).padEnd(3, '0')) : 0
  const utcMs = Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
  return match[8] ? shift(utcMs, match[8], Number(match[9]), Number(match[10])) : utcMs
}

function shift(localMs: number, sign: string, hours: number, minutes: number): number | null {
  if (hours > 23 || minutes > 59) return null
  const offsetMs = (hours * 60 + minutes) * 60_000
  return sign === '+' ? localMs - offsetMs : localMs + offsetMs
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
