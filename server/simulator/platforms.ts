/** Performance of the simulated airframes: rounded figures from public data sheets. */
import type { PlatformType } from '../../schema/convoys.ts'
import type { WeaponType } from '../../schema/engagements.ts'

export interface Platform {
  cruiseMps: number
  ceilingM: number
  /** Minimum and maximum planned height above ground. */
  clearanceM: readonly [number, number]
  /** Hours in the air on a full tank. */
  enduranceH: number
  /** Distance at which the link to a peer has lost half of its quality. */
  linkHalfM: number
  weapons: readonly WeaponType[]
}

export type FlownType = Exclude<PlatformType, 'UNKNOWN'>

export const platforms: Record<FlownType, Platform> = {
  MQ9_REAPER: {
    cruiseMps: 88,
    ceilingM: 15_200,
    clearanceM: [2_800, 4_200],
    enduranceH: 20,
    linkHalfM: 16_000,
    weapons: ['AGM114_HELLFIRE', 'GBU12_PAVEWAY', 'GBU38_JDAM'],
  },
  MQ1C_GRAY_EAGLE: {
    cruiseMps: 75,
    ceilingM: 8_800,
    clearanceM: [1_900, 2_800],
    enduranceH: 24,
    linkHalfM: 14_000,
    weapons: ['AGM114_HELLFIRE', 'AGM176_GRIFFIN'],
  },
  RQ7_SHADOW: {
    cruiseMps: 50,
    ceilingM: 5_500,
    clearanceM: [900, 1_500],
    enduranceH: 9,
    linkHalfM: 11_000,
    weapons: ['GBU44_VIPER_STRIKE'],
  },
  RQ21_BLACKJACK: {
    cruiseMps: 42,
    ceilingM: 5_900,
    clearanceM: [700, 1_200],
    enduranceH: 16,
    linkHalfM: 10_000,
    weapons: ['NONE'],
  },
}

/** Platform types of one convoy, with similar cruise speeds. */
export const compositions = {
  heavy: ['MQ9_REAPER', 'MQ1C_GRAY_EAGLE', 'MQ1C_GRAY_EAGLE'],
  tactical: ['RQ7_SHADOW', 'RQ21_BLACKJACK', 'RQ7_SHADOW'],
} as const satisfies Record<string, readonly FlownType[]>
export type Composition = keyof typeof compositions
