/**
 * Text that a spreadsheet may run: it begins with a formula sign, also one of full width or after what is not seen, or with a tab
 * or line break.
 */
const formula = /^(?:[\t\r\n]|[\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/u

/**
 * A cell of a CSV file (RFC 4180). A number stays a number, null and undefined are empty. Text is escaped so that no spreadsheet
 * runs it as a formula (an apostrophe goes before it) or takes it for several cells.
 */
export function toCsvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = String(value)
  const harmless = formula.test(text) ? `'${text}` : text
  return /[",;\t\r\n']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
