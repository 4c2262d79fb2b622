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

/** Which laws of which port held for which adapter, when the tests last ran on this machine. */
export type ContractReport = z.output<typeof reportSchema>

/** Null when the tests were not run here, or left something else. */
export async function readContractReport(path: string): Promise<ContractReport | null> {
  try {
    return reportSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data ?? null
  } catch {
    return null
  }
}
