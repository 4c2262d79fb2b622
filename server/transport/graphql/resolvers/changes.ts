import { type FailureCode, type Fault, failureCodes, isFailure } from '../../../../lib/errors.ts'
import { addDrones } from '../../../features/convoys/add-drones.ts'
import { archiveConvoy, restoreConvoy } from '../../../features/convoys/archive-convoy.ts'
import { assignDrone } from '../../../features/convoys/assign-drone.ts'
import { renameDrone, retireDrone, returnDrone } from '../../../features/convoys/change-drone.ts'
import { createConvoy } from '../../../features/convoys/create-convoy.ts'
import { setRoute } from '../../../features/convoys/set-route.ts'
import { updateConvoy } from '../../../features/convoys/update-convoy.ts'
import type { GraphqlContext } from '../context.ts'
import type { NewDroneInput, Resolvers } from '../resolvers.generated.ts'
import { inCapitals } from './in-capitals.ts'

interface Outcome {
  success: boolean
  code: FailureCode | null
  message: string | null
  faults: Fault[]
}

/** What a change answers: its own parts, or why it was not made. A bug goes on as an exception. */
export async function outcome<Parts>(
  { loaders }: GraphqlContext,
  work: () => Promise<Parts>,
): Promise<Outcome & Partial<Parts>> {
  // What this request has read before may be another thing now.
  loaders.clear()
  try {
    return { success: true, code: null, message: null, faults: [], ...(await work()) }
  } catch (error) {
    if (!isFailure(error)) throw error
    const { code, message, faults } = error
    return { success: false, code, message, faults: [...faults] } as Outcome & Partial<Parts>
  }
}

const toNewDrone = ({ droneId, callsign, platformType, reportIntervalMs, route }: NewDroneInput) => ({
  droneId: droneId ?? null,
  callsign,
  platformType: platformType ?? 'UNKNOWN',
  reportIntervalMs: reportIntervalMs ?? null,
  route: route ?? null,
})

/** A fault of the one drone by the name of its field. */
const ofOne = (text: string) => text.replace(/^drones\.0\./, '')

export const changeResolvers = {
  FailureCode: inCapitals(failureCodes),
  Mutation: {
    recordEngagement: (_, { input }, context) =>
      outcome(context, () =>
        context.deps.verbs.recordEngagement(context.actor, {
          engagementId: input.engagementId ?? null,
          convoyId: input.convoyId,
          droneId: input.droneId,
          hit: input.hit,
          weaponType: input.weaponType,
          target: input.target ?? null,
          bda: input.bda ?? 'UNKNOWN',
          engagedAtMs: input.engagedAt ?? null,
        }),
      ),
    createConvoy: (_, { input }, context) =>
      outcome(context, async () => ({
        convoy: await createConvoy(context.deps, context.actor, {
          ...input,
          convoyId: input.convoyId ?? null,
          aor: input.aor ?? [],
          roe: input.roe ?? 'OBSERVE_ONLY',
          status: input.status ?? 'PLANNED',
          heartbeatIntervalMs: input.heartbeatIntervalMs ?? 2_000,
        }),
      })),
    updateConvoy: (_, { input }, context) =>
      outcome(context, async () => ({ convoy: await updateConvoy(context.deps, context.actor, input) })),
    async addDrone(_, { input: { convoyId, ...drone } }, context) {
      const result = await outcome(context, async () => {
        const [added] = await addDrones(context.deps, context.actor, { convoyId, drones: [toNewDrone(drone)] })
        return { drone: added ?? null }
      })
      const faults = result.faults.map((fault) => ({ ...fault, path: ofOne(fault.path) }))
      return { ...result, message: result.message && ofOne(result.message), faults }
    },
    addDrones: async (_, { input: { convoyId, drones } }, context) => ({
      drones: [],
      ...(await outcome(context, async () => ({
        drones: await addDrones(context.deps, context.actor, { convoyId, drones: drones.map(toNewDrone) }),
      }))),
    }),
    assignDrone: (_, { input }, context) =>
      outcome(context, async () => ({ drone: await assignDrone(context.deps, context.actor, input) })),
    renameDrone: (_, { input }, context) =>
      outcome(context, async () => ({ drone: await renameDrone(context.deps, context.actor, input) })),
    retireDrone: (_, { input }, context) =>
      outcome(context, async () => ({ drone: await retireDrone(context.deps, context.actor, input) })),
    returnDrone: (_, { input }, context) =>
      outcome(context, async () => ({ drone: await returnDrone(context.deps, context.actor, input) })),
    archiveConvoy: (_, { input }, context) =>
      outcome(context, async () => ({ convoy: await archiveConvoy(context.deps, context.actor, input) })),
    restoreConvoy: (_, { input }, context) =>
      outcome(context, async () => ({ convoy: await restoreConvoy(context.deps, context.actor, input) })),
    setRoute: (_, { input }, context) =>
      outcome(context, async () => ({ drone: await setRoute(context.deps, context.actor, input) })),
  },
} satisfies Resolvers
