/** Zod parsers of ids, for the server's inputs and messages. */
import { z } from 'zod'
import { type ConvoyId, type DroneId, type EngagementId, parseId } from './ids.ts'

/** The parser of ids of one type. */
export const idSchema = <T extends string>() =>
  z.string().transform((text, context) => {
    const parsed = parseId<T>(text)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: 'expected a UUID' })
    return z.NEVER
  })

export const convoyIdSchema = idSchema<ConvoyId>()
export const droneIdSchema = idSchema<DroneId>()
export const engagementIdSchema = idSchema<EngagementId>()
