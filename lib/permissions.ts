import { type Action, type Actor, isAllowed, permissions } from '../schema/permissions.ts'
import { Failure } from './errors.ts'

/** Throws `forbidden` unless the actor's role may do this. The first line of every verb. */
export function requirePermission(actor: Actor, action: Action): void {
  if (isAllowed(actor, action)) return
  throw new Failure(
    'forbidden',
    `${action} takes one of ${permissions[action].join(', ')}, ${actor.name} is ${actor.role}.`,
  )
}
