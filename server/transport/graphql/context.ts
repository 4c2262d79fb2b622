/** What resolvers reach: the verbs of the features behind one narrow interface, and what lives as long as one request. */
import type { Actor } from '../../../schema/permissions.ts'

export interface GraphqlContext {
  actor: Actor
}
