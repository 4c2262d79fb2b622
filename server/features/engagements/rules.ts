import { describe, Failure, type Fault } from '../../../lib/errors.ts'
import { hasHiddenCharacters } from '../../../lib/text/joiners.ts'
import { type BdaGrade, bdaGrades, type Engagement, type WeaponType, weaponTypes } from '../../../schema/engagements.ts'
import { type ConvoyId, type DroneId, type EngagementId, parseId } from '../../../schema/ids.ts'
import { futureToleranceMs } from '../../../schema/telemetry.ts'

/** What a caller says happened; checked, not trusted. */
export interface EngagementInput {
  /** Chosen by the caller so that a retry is recognised; made by the server when absent. */
  engagementId?: string | null | undefined
  convoyId: string
  droneId: string
  hit: boolean
  weaponType: string
  target?: string | null | undefined
  bda?: string | null | undefined
  /** When it happened, ms since 1970; now when absent. */
  engagedAtMs?: number | null | undefined
}

/** An input whose values are all sound. What the caller left to the server is null. */
export interface ParsedEngagement {
  engagementId: EngagementId | null
  convoyId: ConvoyId
  droneId: DroneId
  hit: boolean
  weaponType: WeaponType
  target: string | null
  bda: BdaGrade
  engagedAtMs: number | null
}

export const maxTargetLength = 200
const earliestMs = Date.UTC(2000, 0, 1)

/** Throws `invalid` with every fault of the input at once. */
export function parseEngagement(input: EngagementInput, nowMs: number): ParsedEngagement {
  const faults: Fault[] = []
  const take = <T>(path: string, value: T | null, expected: string, got: unknown): T | null => {
    if (value === null) faults.push({ code: 'invalid', path, expected, got: describe(got) })
    return value
  }
  const optional = <G, T>(got: G | null | undefined, parse: (got: G) => T | null, path: string, expected: string) =>
    got === null || got === undefined ? null : take(path, parse(got), expected, got)

  const engagementId = optional(input.engagementId, parseId<EngagementId>, 'engagementId', 'a UUID')
  const convoyId = take('convoyId', parseId<ConvoyId>(input.convoyId), 'a UUID', input.convoyId)
  const droneId = take('droneId', parseId<DroneId>(input.droneId), 'a UUID', input.droneId)
  const hit = take('hit', typeof input.hit === 'boolean' ? input.hit : null, 'true or false', input.hit)
  const weaponType = take('weaponType', oneOf(weaponTypes, input.weaponType), listed(weaponTypes), input.weaponType)
  const target = optional(input.target, parseTarget, 'target', `1 to ${maxTargetLength} printable characters`)
  const bda = optional(input.bda, (got) => oneOf(bdaGrades, got), 'bda', listed(bdaGrades)) ?? 'UNKNOWN'
  const engagedAtMs = optional(
    input.engagedAtMs,
    (got) => (Number.isSafeInteger(got) && got >= earliestMs && got <= nowMs + futureToleranceMs ? got : null),
    'engagedAt',
    `an instant from 2000 to ${futureToleranceMs / 1_000} s from now`,
  )
  if (faults.length > 0 || !convoyId || !droneId || hit === null || !weaponType) {
    throw new Failure('invalid', `The engagement was not recorded: ${faults.map(inWords).join('; ')}.`, { faults })
  }
  return { engagementId, convoyId, droneId, hit, weaponType, target, bda, engagedAtMs }
}

const inWords = ({ path, expected, got }: Fault) => `${path}: expected ${expected}, got ${got}`
const listed = (values: readonly string[]) => `one of ${values.join(', ')}`
const oneOf = <T extends string>(values: readonly T[], got: unknown): T | null =>
  values.find((value) => value === got) ?? null

function parseTarget(got: unknown): string | null {
  if (typeof got !== 'string' || got.length === 0 || got.length > maxTargetLength) return null
  return hasHiddenCharacters(got) ? null : got
}

/** A field as callers spell it, where that is another name. */
const wireNames: Partial<Record<keyof ParsedEngagement, string>> = { engagedAtMs: 'engagedAt' }
const inRfc3339 = (atMs: unknown) => (typeof atMs === 'number' ? new Date(atMs).toISOString() : describe(atMs))

/** Throws `conflict` when an id is used again for other values. What the caller leaves to the server is no other value. */
export function requireSameEngagement(recorded: Engagement, given: ParsedEngagement): void {
  const faults = (['convoyId', 'droneId', 'hit', 'weaponType', 'target', 'bda', 'engagedAtMs'] as const).flatMap(
    (path): Fault[] => {
      const isLeftOpen = path === 'engagedAtMs' && given.engagedAtMs === null
      if (isLeftOpen || given[path] === recorded[path]) return []
      const [expected, got] = [recorded[path], given[path]].map(path === 'engagedAtMs' ? inRfc3339 : describe)
      return [{ code: 'conflict', path: wireNames[path] ?? path, expected: expected ?? '', got: got ?? '' }]
    },
  )
  if (faults.length === 0) return
  throw new Failure(
    'conflict',
    `Engagement ${recorded.engagementId} is recorded with other values: ${faults.map(inWords).join('; ')}.`,
    { faults },
  )
}

/** Places gained (positive) or lost; 0 for a drone new to the board. */
export const rankChangeOf = (before: number | null, after: number): number => (before === null ? 0 : before - after)
