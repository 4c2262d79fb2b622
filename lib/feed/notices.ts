import { type ConvoyId, isUuid } from '../../schema/ids.ts'

/** Text messages of /ws/live; see schema/frames.md. */
export type LiveNotice =
  | SubscribedNotice
  | BeatNotice
  | GoneNotice
  | { type: 'conflated'; frames: number }
  | { type: 'refused'; code: string; path: string; expected: string; got: string }

export interface SubscribedNotice {
  type: 'subscribed'
  convoyIds: ConvoyId[]
  rateHz: number
  serverTimeMs: number
}
export interface BeatNotice {
  type: 'beat'
  serverTimeMs: number
}

/** No more frames of these convoys follow. */
export interface GoneNotice {
  type: 'gone'
  convoyIds: ConvoyId[]
}

/** Throws a RangeError for any other text. */
export function parseLiveNotice(text: string): LiveNotice {
  const value = parseObject(text)
  const whole =
    (value.type === 'subscribed' && isTime(value.serverTimeMs) && isIdList(value.convoyIds)) ||
    (value.type === 'beat' && isTime(value.serverTimeMs)) ||
    (value.type === 'gone' && isIdList(value.convoyIds)) ||
    value.type === 'conflated' ||
    value.type === 'refused'
  if (!whole) throw new RangeError(`Notice ${text.slice(0, 80)}, expected subscribed, beat, gone, conflated or refused`)
  return value as unknown as LiveNotice
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch (cause) {
    throw new RangeError(`Notice ${text.slice(0, 80)}, expected JSON`, { cause })
  }
}

const isTime = (value: unknown) => typeof value === 'number' && Number.isFinite(value)
const isIdList = (value: unknown) => Array.isArray(value) && value.every(isUuid)
