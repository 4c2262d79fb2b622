/** What .github/workflows says, held to the repository: a workflow is only seen to fail once it runs elsewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findActionlint } from './support/actionlint.ts'
import { findOnPath, runToEnd } from './support/servers-child.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, '.github/workflows')
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
const textOf = (name: string) => workflows.find((workflow) => workflow.name === name)?.text ?? ''

test.each(workflows)('$name takes no more rights than it says, and names a version of every action', ({ text }) => {
  expect(text).toMatch(/^permissions:\n {2}contents: read$/m)
  const actions = [...text.matchAll(/uses: (\S+)/g)].map(([, action = '']) => action)
  for (const action of actions) expect(action).toMatch(/^\.\/|@v\d/)
})

test('every file of the repository that a workflow names is there', () => {
  for (const { text } of workflows)
    for (const [path] of text.matchAll(/(?:\.ci|\.github|deploy|tests)\/[\w./-]+(?![\w./$*-])/g))
      expect(existsSync(join(root, path)), path).toBe(true)
})

test('what runs there is .ci/run, as everywhere, and nothing is published that has not passed', () => {
  expect(textOf('checks.yml')).toContain('run: .ci/run')
  expect(textOf('release.yml')).toMatch(/checks:\n {4}needs: version\n {4}uses: \.\/\.github\/workflows\/checks\.yml/)
  expect(textOf('release.yml')).toMatch(/publish:\n {4}needs: checks\n/)
  expect(workflows.filter(({ text }) => /push: true|packages: write/.test(text)).map(({ name }) => name)).toEqual([
    'release.yml',
  ])
})

const actionlint = findActionlint()
if (actionlint)
  test('actionlint finds nothing', async () => {
    const { isDone, output } = await runToEnd([actionlint, '-no-color'], 60_000, {}, { cwd: root })
    expect(output).toBe('')
    expect(isDone).toBe(true)
  })

const builder = ['kubectl', 'kustomize'].find((name) => findOnPath(name))
if (builder)
  test('the manifests build', async () => {
    const command = builder === 'kubectl' ? ['kubectl', 'kustomize'] : ['kustomize', 'build']
    const { isDone, output } = await runToEnd([...command, join(root, 'deploy')], 60_000)
    expect(output).toContain('kind: PodDisruptionBudget')
    expect(isDone).toBe(true)
  })
