import type { z } from 'zod'
import { describe } from '../lib/errors.ts'

type Issue = z.core.$ZodIssue

/** One configuration error for the operator: the variable, what was expected and its value, without credentials. */
export function describeFault(issue: Issue, given: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0])
  return `${name}: expected ${expectedBy(issue)}, got ${describe((given[name] ?? '').replace(/^.*@/s, '…@'))}`
}

/** The expectation in an issue: built from Zod's own issues, and the message itself for ours. */
function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_value':
      return issue.values.join(', ')
    case 'too_small':
      return `at least ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`
    default:
      return issue.message
  }
}
