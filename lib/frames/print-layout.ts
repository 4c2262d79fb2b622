import { telemetryFields } from '../../schema/telemetry.ts'
import { measuredSlots } from './layout.ts'

const begin = '<!-- printed by npm run codegen -->\n'
const end = '<!-- end of what is printed -->'

/** The text of schema/frames.md with the rows of the measured fields as the layout has them. */
export function printMeasuredRows(text: string): string {
  const [before, rest = ''] = text.split(begin)
  const [, after = ''] = rest.split(end)
  const rows = measuredSlots.map(({ field, at, isWide, stepsPerUnit }) => {
    const unknown = isWide ? '-2^31' : '0xffff'
    const { description } = telemetryFields[field]
    return `| ${at} | ${isWide ? 'i32' : 'u16'} | \`${field}\` in steps of ${1 / stepsPerUnit}; ${unknown} unknown. ${description} |\n`
  })
  return `${before}${begin}| offset | type | what |\n|---|---|---|\n${rows.join('')}${end}${after}`
}
