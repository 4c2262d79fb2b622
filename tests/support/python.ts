/** Python's own readers of XML, CSV and JSON, as a program of somebody else that opens a file of ours. */
import { execFileSync } from 'node:child_process'

/**
 * Runs a script with `text` at its standard input, as UTF-8, and returns what it prints as JSON. `packages`: a folder of packages
 * besides Python's own.
 */
export function runPython(script: string, text: string, packages?: string): unknown {
  const env = { ...process.env, ...(packages && { PYTHONPATH: packages }) }
  const printed = execFileSync('python3', ['-c', script], { input: text, maxBuffer: 64 << 20, encoding: 'utf8', env })
  return JSON.parse(printed)
}
