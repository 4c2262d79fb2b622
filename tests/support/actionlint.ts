/** The checker of GitHub's workflows: a Go module, built where there is a Go. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, runToEnd } from './servers-child.ts'
import { serversDir } from './servers-jars.ts'

const module = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'
const built = join(serversDir, 'bin', 'actionlint')

/** Path of an actionlint; null where there is none. */
export const findActionlint = (): string | null => findOnPath('actionlint') ?? (existsSync(built) ? built : null)

/** The same, and builds one where there is none. */
export async function getActionlint(say: (line: string) => void): Promise<string | null> {
  if (!findActionlint() && findOnPath('go')) {
    say(`Building ${module} …`)
    const { isDone, output } = await runToEnd(['go', 'install', module], 300_000, { GOBIN: join(serversDir, 'bin') })
    if (!isDone) say(`go gave none: ${output.trim().split('\n').at(-1)}`)
  }
  return findActionlint()
}
