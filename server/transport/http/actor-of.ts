import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../../../schema/permissions.ts'

export type RequestHeaders = Headers | IncomingHttpHeaders

/** The caller, by the headers of the request. Until there are accounts it is always the local actor. */
export type ActorOf = (headers: RequestHeaders) => Actor
