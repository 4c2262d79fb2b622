import {
  type MeasuredField,
  type TelemetryField,
  telemetryFieldNames,
  telemetryFields,
} from '../../schema/telemetry.ts'
import { unitWords } from './words.ts'

export interface Measure {
  field: TelemetryField
  label: string
  unit: string
  digits: number
  description: string
  /** A direction: 359 is beside 0. */
  circular: boolean
}

const units: Readonly<Record<string, string>> = unitWords
const spoken: Partial<Record<TelemetryField, string>> = { altitudeM: 'Height' }

/** The measured fields that a drone's panel shows, in the registry's order. A field added there appears here automatically. */
export const panelMeasures: readonly Measure[] = telemetryFieldNames.flatMap((field) => {
  const declared: MeasuredField = telemetryFields[field]
  if (!declared.hud) return []
  const [, stem = field, suffix = ''] = /^([a-z]+(?:[A-Z][a-z]+)*?)([A-Z][a-z]*)?$/.exec(field) ?? []
  return [
    {
      field,
      label: spoken[field] ?? stem.charAt(0).toUpperCase() + stem.slice(1),
      unit: units[suffix] ?? suffix,
      digits: declared.digits ?? 0,
      description: declared.description,
      circular: suffix === 'Deg',
    },
  ]
})
