/** The part of the GraphQL schema generated from the registry of measured fields; committed as reading.graphql. */
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
  "Farther from the previous reading than any platform can fly."
  implausible: Boolean!
  "Null island or implausible: the position is unreliable. Exclude it from tracks and distances."
  doubtfulPosition: Boolean!
  "A measured value was out of bounds and dropped: it is null."
  outOfBounds: Boolean!
  "Arrived after a newer reading of the same drone."
  late: Boolean!
}
`

/** All fields of a reading that the screen uses. */
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
