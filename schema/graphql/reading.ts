/** The part of the GraphQL contract that follows from the registry of measured fields; committed as reading.graphql. */
import { telemetryFieldNames, telemetryFields } from '../telemetry.ts'

const lines = telemetryFieldNames.map((name) => {
  const field = telemetryFields[name]
  return `  "${field.description}"\n  ${name}: Float${'required' in field ? '!' : ''}`
})

export const readingTypeDefs = `"One telemetry sample of one drone at one instant."
type Reading {
  droneId: ID!
  recordedAt: DateTime!
  sequence: Int!
${lines.join('\n')}
  "Exactly 0,0 was reported."
  nullIsland: Boolean!
  "Further from the reading before than any platform flies."
  implausible: Boolean!
  "Null island or implausible: the position says nothing of where the drone was. Draw no line and measure no distance to or from it."
  doubtfulPosition: Boolean!
  "A measured value was out of bounds and dropped: it is null."
  outOfBounds: Boolean!
  "Came after a newer reading of the same drone."
  late: Boolean!
}
`

/** Everything the screen reads of a reading. */
export const readingFragment = `fragment ReadingParts on Reading {
  droneId
  recordedAt
  sequence
  ${telemetryFieldNames.join('\n  ')}
  nullIsland
  implausible
  late
}
`
