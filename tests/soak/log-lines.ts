/** What the server said of itself: nothing at level error, and no warning that the input does not explain. */

interface LogLine {
  level: number
  msg: string
}
const [warn, error] = [40, 50]

/** Warnings that generated input may lead to. */
const expectedWarnings = [
  /^leaderboards differed from their engagements/,
  /can't subscribe; retrying$/,
  /lost the bus or reads too slowly; subscribing again$/,
]

/** Problems of the lines, and how often each warning came. A line that is no JSON is Node's own, and a problem but for its notices. */
export function judgeLog(output: string): { problems: string[]; warnings: Map<string, number> } {
  const problems: string[] = []
  const warnings = new Map<string, number>()
  for (const line of output.split('\n')) {
    const said = parse(line)
    if (!said) {
      if (line.trim() !== '' && !isNotice(line)) problems.push(`a line that is no log: ${line.slice(0, 500)}`)
      continue
    }
    if (said.level === warn) warnings.set(said.msg, (warnings.get(said.msg) ?? 0) + 1)
    if (said.level >= error || (said.level === warn && !expectedWarnings.some((known) => known.test(said.msg))))
      problems.push(`the log says: ${line.slice(0, 1_500)}`)
  }
  return { problems, warnings }
}

/** What Node says of its inspector, and of what is experimental. */
const isNotice = (line: string) => /^(Debugger |For help, see|Starting inspector|\(node:\d+\) |\(Use `node)/.test(line)

function parse(line: string): LogLine | null {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as LogLine) : null
  } catch {
    return null
  }
}
