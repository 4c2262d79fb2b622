/** Numbers, ages and instants as text. What is not known is an em dash, never a zero. Widths are kept by tabular figures. */
export const unknown = '—'

/** `0.3 s`, `12 s`, `4 min`, `2 h`, `3 d`: one unit, so that an age is read at a glance. A negative age is none. */
export function formatAge(ageMs: number | null): string {
  if (ageMs === null || !Number.isFinite(ageMs)) return unknown
  const seconds = Math.max(0, ageMs) / 1_000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  if (seconds < 119.5) return `${Math.round(seconds)} s`
  const minutes = seconds / 60
  if (minutes < 119.5) return `${Math.round(minutes)} min`
  const hours = minutes / 60
  return hours < 47.5 ? `${Math.round(hours)} h` : `${Math.round(hours / 24)} d`
}

/** An interval as it was set: `0.5 s`, `2 s`. */
export function formatInterval(intervalMs: number | null): string {
  if (intervalMs === null) return unknown
  return `${Number((intervalMs / 1_000).toFixed(1))} s`
}

export function formatNumber(value: number | null | undefined, digits = 0): string {
  return value === null || value === undefined || !Number.isFinite(value) ? unknown : value.toFixed(digits)
}

/** `1 234 567`, by narrow spaces. */
export const formatCount = (value: number): string =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, '\u202f')

/** `23:14:05`, UTC. */
export const formatUtc = (atMs: number): string => new Date(atMs).toISOString().slice(11, 19)
/** `2026-11-22`, UTC. */
export const formatUtcDate = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10)

/** `2026-11-22 23:14:05Z` */
export const formatUtcInstant = (atMs: number): string => `${formatUtcDate(atMs)} ${formatUtc(atMs)}Z`

/** `2026-11-23` on the calendar of `timeZone` (the reader's own when absent). */
export const formatLocalDate = (atMs: number, timeZone?: string): string =>
  new Date(atMs).toLocaleDateString('en-CA', timeZone ? { timeZone } : {})

/** `23:14:05` on the clock of `timeZone` (the reader's own when absent). */
export const formatLocal = (atMs: number, timeZone?: string): string =>
  new Date(atMs).toLocaleTimeString('en-GB', { hour12: false, ...(timeZone ? { timeZone } : {}) })

/** `UTC+4:30`: how far the clock of this machine is from UTC at that instant. */
export function formatZone(atMs: number, offsetMin = -new Date(atMs).getTimezoneOffset()): string {
  const size = Math.abs(offsetMin)
  const minutes = size % 60 ? `:${String(size % 60).padStart(2, '0')}` : ''
  return `UTC${offsetMin < 0 ? '−' : '+'}${Math.floor(size / 60)}${minutes}`
}

/** `34.52810° N 069.17230° E` */
export function formatDegrees(latitudeDeg: number, longitudeDeg: number): string {
  const part = (value: number, width: number, positive: string, negative: string) =>
    `${Math.abs(value).toFixed(5).padStart(width, '0')}° ${value < 0 ? negative : positive}`
  return `${part(latitudeDeg, 8, 'N', 'S')} ${part(longitudeDeg, 9, 'E', 'W')}`
}

/** `2.4 km`, `340 m` */
export const formatDistance = (meters: number | null): string =>
  meters === null ? unknown : meters < 1_000 ? `${Math.round(meters)} m` : `${(meters / 1_000).toFixed(1)} km`

/** `340 m`, `2 480 m`, from 10 km on `12.4 km`, `1 852 km`; with nautical miles. */
export function formatRange(rangeM: number): string {
  const inUnit = (value: number, unit: string, most: number) =>
    `${value < most ? value.toFixed(1) : formatCount(Math.round(value))} ${unit}`
  const metric = rangeM < 10_000 ? inUnit(rangeM, 'm', 0) : inUnit(rangeM / 1_000, 'km', 1_000)
  return `${metric} · ${inUnit(rangeM / metersPerNauticalMile, 'NM', 100)}`
}
const metersPerNauticalMile = 1_852

/** `045°`; what rounds to 360 is 000. */
export const formatBearing = (bearingDeg: number): string => `${String(Math.round(bearingDeg) % 360).padStart(3, '0')}°`

/** `+2` and `−1` by true signs, `0` as it is. */
export const formatSigned = (value: number): string =>
  value > 0 ? `+${value}` : value < 0 ? `−${Math.abs(value)}` : '0'
