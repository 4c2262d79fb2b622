import type { z } from 'zod'
import { describe } from '../lib/errors.ts'

type Issue = z.core.$ZodIssue

/** One fault of the environment for its operator: the variable, what was expected, what it is set to, without user and password. */
export function describeFault(issue: Issue, given: Readonly<Record<string, string | undefined>>): string {
  const name = String(issue.path[0])
  return `${name}: expected ${expectedBy(issue)}, got ${describe((given[name] ?? '').replace(/^.*@/s, '…@'))}`
}

/** What Zod says in sentences of its own; our own messages say it already. */
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
