/** Zod parsers of ids, for the server's inputs and messages. */
import { z } from 'zod'
import { type ConvoyId, type DroneId, type EngagementId, parseId } from './ids.ts'

const id = <T extends ConvoyId | DroneId | EngagementId>() =>
  z.string().transform((text, context) => {
    const parsed = parseId<T>(text)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: 'expected a UUID' })
    return z.NEVER
  })

export const convoyIdSchema = id<ConvoyId>()
export const droneIdSchema = id<DroneId>()
export const engagementIdSchema = id<EngagementId>()
