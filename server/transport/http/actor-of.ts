import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../../../schema/permissions.ts'

export type RequestHeaders = Headers | IncomingHttpHeaders

/** Who calls, by the headers of the request; until there are accounts everybody is the local actor. */
export type ActorOf = (headers: RequestHeaders) => Actor
