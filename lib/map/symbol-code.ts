import type { PlatformType } from '../../schema/convoys.ts'

const entities: Record<PlatformType, string> = {
  MQ9_REAPER: '110300',
  MQ1C_GRAY_EAGLE: '110300',
  RQ7_SHADOW: '110300',
  RQ21_BLACKJACK: '110300',
  UNKNOWN: '110000',
}

/** MIL-STD-2525D code of a friendly aircraft, unmanned if known. `assumed`: its position is assumed, and the frame dashed. */
export const symbolCode = (platform: PlatformType, assumed: boolean): string =>
  `100301${assumed ? 1 : 0}000${entities[platform]}0000`
