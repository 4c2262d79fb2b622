import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Convoy } from '../../../schema/convoys.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import type { Roster } from '../../repositories/roster.ts'
import { newConvoySchema, requireInput } from './input.ts'

type Deps = Pick<Ports, 'clock'> & { roster: Roster }

/** Creates a convoy with the given id or a new one. Throws `invalid`, or `conflict` when the id is taken. */
export async function createConvoy(deps: Deps, actor: Actor, input: z.input<typeof newConvoySchema>): Promise<Convoy> {
  requirePermission(actor, 'convoys:write')
  const wanted = requireInput(newConvoySchema, input)
  const convoy: Convoy = {
    ...wanted,
    convoyId: wanted.convoyId ?? (randomUUID() as ConvoyId),
    createdAtMs: deps.clock.nowMs(),
    archivedAtMs: null,
    version: 1,
  }
  const { applied, current } = await deps.roster.saveConvoy(convoy, null)
  if (applied) return convoy
  const expected = 'an id that no convoy has'
  const got = `${convoy.convoyId} of ${current?.callsign}`
  throw new Failure('conflict', `Convoy id: expected ${expected}, got ${got}.`, {
    faults: [{ code: 'conflict', path: 'convoyId', expected, got }],
  })
}
