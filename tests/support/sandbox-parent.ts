/** Opens a sandbox over the folder that is its argument, and asks a query that hears nothing; its test kills it. */
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { openSandboxRig } from './sandbox-rig.ts'

const [folder = ''] = process.argv.slice(2)
const open = async () => ({ generation: 1, asOfMs: systemClock.nowMs(), views: [], release: () => undefined })
const deaf = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200001))"
await openSandboxRig({ folder, open }).ask(deaf, { onProgress: ({ state }) => process.stdout.write(`${state}\n`) })
