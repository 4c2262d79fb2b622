import { readFile } from 'node:fs/promises'
import { z } from 'zod'

const count = z.number().int().nonnegative()
const reportSchema = z.object({
  /** Ms since 1970, or RFC 3339. */
  ranAt: z.union([z.number(), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))]),
  adapters: z.array(
    z.object({
      port: z.string(),
      adapter: z.string(),
      passed: count,
      failed: count,
      skipped: count,
      failedLaws: z.array(z.string()).default([]),
    }),
  ),
})

/** Which contract tests of each port passed for each adapter in the last test run on this machine. */
export type ContractReport = z.output<typeof reportSchema>

/** Null when there is no report, or no valid one. */
export async function readContractReport(path: string): Promise<ContractReport | null> {
  try {
    return reportSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}
