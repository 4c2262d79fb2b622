/** The permissions of each role, enforced by the server and used by the screen to hide actions. */

export const roles = ['viewer', 'analyst', 'operator', 'commander', 'admin', 'device'] as const
export type Role = (typeof roles)[number]

const readers = ['viewer', 'analyst', 'operator', 'commander', 'admin'] as const

export const permissions = {
  'picture:read': readers,
  'telemetry:read': readers,
  'telemetry:write': ['device', 'operator', 'admin'],
  'engagements:write': ['device', 'operator', 'commander', 'admin'],
  'convoys:write': ['operator', 'commander', 'admin'],
  'leadership:reset': ['operator', 'commander', 'admin'],
  'questions:ask': readers,
  'sql:run': ['analyst', 'operator', 'commander', 'admin'],
  'system:read': readers,
  'system:write': ['admin'],
} as const satisfies Record<string, readonly Role[]>
export type Action = keyof typeof permissions

/** Whether an action changes nothing. */
export const isReading = (action: string): boolean => /:(read|ask|run)$/.test(action)

/** The caller. Until there are accounts every caller is on the loopback interface and is `localActor`. */
export interface Actor {
  name: string
  role: Role
}
export const localActor: Actor = { name: 'local', role: 'admin' }

export const isAllowed = (actor: Actor, action: Action): boolean =>
  (permissions[action] as readonly Role[]).includes(actor.role)
