/** The simulator's GraphQL client. */
import { type RequestOptions, requestGraphql } from '../../lib/api/client.ts'
import type { Document } from '../../lib/api/document.ts'
import { Failure, type FailureCode } from '../../lib/errors.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { SimulatedEngagement } from './engagements.ts'
import type { ConvoyPlan, DronePlan } from './fleet.ts'
import type { KnownLeadership } from './state.ts'

export interface SimulatorApi {
  /** Creates the convoy unless it exists. */
  createConvoy(convoy: ConvoyPlan): Promise<void>
  knownDrones(convoyId: ConvoyId): Promise<ReadonlySet<DroneId>>
  /** Returns how many were skipped because they belong to another convoy. */
  addDrones(convoyId: ConvoyId, drones: readonly DronePlan[], reportIntervalMs: number): Promise<number>
  recordEngagements(engagements: readonly SimulatedEngagement[]): Promise<void>
  knownLeadership(): Promise<KnownLeadership>
  /** Event time of the convoy's newest reading; null when it has none. */
  newestReadingMs(convoyId: ConvoyId): Promise<number | null>
}

interface Outcome {
  success: boolean
  /** The SDL spells codes in capitals. */
  code: Uppercase<FailureCode> | null
  message: string | null
}

const dronesPerRequest = 100
const engagementsPerRequest = 25
const timeoutMs = 30_000

/** Every method throws a Failure on errors: `unavailable` when the server can't be reached; a timeout is a TimeoutError. */
export function createSimulatorApi(baseUrl: string, signal: AbortSignal): SimulatorApi {
  const request = <Result>(query: string, variables: object = {}): Promise<Result> => {
    const options: RequestOptions = {
      url: new URL('/api/graphql', baseUrl).href,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    }
    return requestGraphql(query as Document<Result, object>, variables, options)
  }

  return {
    async createConvoy(convoy) {
      const { callsign, convoyId, aor, roe, commandingUnit } = convoy
      const input = { callsign, convoyId, aor, roe, commandingUnit, status: 'ACTIVE' }
      const { result } = await request<{ result: Outcome }>(
        'mutation ($input: CreateConvoyInput!) { result: createConvoy(input: $input) { success code message } }',
        { input },
      )
      requireSuccess(result, 'conflict')
    },
    async knownDrones(convoyId) {
      const { convoy } = await request<{ convoy: { drones: { droneId: DroneId }[] } | null }>(
        'query ($convoyId: ID!) { convoy(convoyId: $convoyId) { drones { droneId } } }',
        { convoyId },
      )
      return new Set(convoy?.drones.map((drone) => drone.droneId))
    },
    async addDrones(convoyId, drones, reportIntervalMs) {
      const add = async (chunk: readonly DronePlan[]): Promise<number> => {
        const input = { convoyId, drones: chunk.map((drone) => toInput(drone, reportIntervalMs)) }
        const { result } = await request<{ result: Outcome }>(
          'mutation ($input: AddDronesInput!) { result: addDrones(input: $input) { success code message } }',
          { input },
        )
        requireSuccess(result, 'conflict')
        if (result.success) return 0
        if (chunk.length === 1) return 1
        // The mutation adds all drones or none: retry one by one to find those that belong to another convoy.
        let inOtherConvoy = 0
        for (const one of chunk) inOtherConvoy += await add([one])
        return inOtherConvoy
      }
      let inOtherConvoy = 0
      for (const chunk of chunksOf(drones, dronesPerRequest)) inOtherConvoy += await add(chunk)
      return inOtherConvoy
    },
    async recordEngagements(engagements) {
      for (const chunk of chunksOf(engagements, engagementsPerRequest)) {
        const variables = Object.fromEntries(chunk.map((engagement, i) => [`i${i}`, toRecord(engagement)]))
        const outcomes = await request<Record<string, Outcome>>(recordDocument(chunk.length), variables)
        for (const outcome of Object.values(outcomes)) requireSuccess(outcome)
      }
    },
    async knownLeadership() {
      const { convoys } = await request<{
        convoys: { convoyId: ConvoyId; leadership: { term: number; leader: { droneId: DroneId } | null } }[]
      }>('{ convoys { convoyId leadership { term leader { droneId } } } }')
      return new Map(
        convoys.map(({ convoyId, leadership }) => [
          convoyId,
          { term: leadership.term, leaderId: leadership.leader?.droneId ?? null },
        ]),
      )
    },
    async newestReadingMs(convoyId) {
      const { convoy } = await request<{ convoy: { drones: { latest: { recordedAt: string } | null }[] } | null }>(
        'query ($convoyId: ID!) { convoy(convoyId: $convoyId) { drones { latest { recordedAt } } } }',
        { convoyId },
      )
      const instants = convoy?.drones.flatMap(({ latest }) => (latest ? [Date.parse(latest.recordedAt)] : [])) ?? []
      return instants.length ? Math.max(...instants) : null
    },
  }
}

function requireSuccess(outcome: Outcome, ...tolerated: FailureCode[]): void {
  const { success, message } = outcome
  const code = (outcome.code?.toLowerCase() ?? null) as FailureCode | null
  if (success || (code && tolerated.includes(code))) return
  throw new Failure(code ?? 'unavailable', message ?? 'The server refused without a reason.')
}

const toInput = (drone: DronePlan, reportIntervalMs: number) => ({
  droneId: drone.droneId,
  callsign: drone.callsign,
  platformType: drone.platformType,
  reportIntervalMs,
  route: drone.route.map(({ latitudeDeg, longitudeDeg, altitudeM }) => ({ latitudeDeg, longitudeDeg, altitudeM })),
})

const toRecord = ({ engagedAtMs, ...engagement }: SimulatedEngagement) => ({
  ...engagement,
  engagedAt: new Date(engagedAtMs).toISOString(),
})

/** One mutation document for `count` engagements, with an alias for each. */
function recordDocument(count: number): string {
  const each = Array.from({ length: count }, (_, i) => i)
  const variables = each.map((i) => `$i${i}: RecordEngagementInput!`).join(' ')
  const calls = each.map((i) => `r${i}: recordEngagement(input: $i${i}) { success code message }`).join(' ')
  return `mutation (${variables}) { ${calls} }`
}

function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size)
}
