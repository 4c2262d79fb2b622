/** A copy of the tree to try a change in: what it costs is counted, and that it works is seen by running it. */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '../..')
const left = new Set(['node_modules', '.next', '.git', '.servers', 'data', 'test-results', 'playwright-report'])
/** What is printed from something else, and so costs nobody an edit. */
const isPrinted = (path: string) =>
  /\.generated\.|schema\/cql\/00[12]_|schema\/graphql\/reading\.graphql$|schema\/frames\.md$/.test(path)

export type TreeCopy = ReturnType<typeof copyTree>

export function copyTree() {
  const folder = mkdtempSync(join(tmpdir(), 'convoy-tree-'))
  for (const name of readdirSync(root))
    if (!left.has(name)) cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))

  const run = promisify(execFile)
  const node = (args: readonly string[]) => run(process.execPath, [...args], { cwd: folder, maxBuffer: 64 << 20 })
  const bin = (path: string) => join(root, 'node_modules', path)

  return {
    folder,
    /** Puts lines before the one that begins with `before`. */
    insert(path: string, before: string, lines: string): void {
      const whole = join(folder, path)
      const text = readFileSync(whole, 'utf8')
      const at = text.startsWith(before) ? 0 : text.indexOf(`\n${before}`) + 1
      if (at === 0 && !text.startsWith(before)) throw new Error(`${path} has no line that begins with ${before}`)
      writeFileSync(whole, `${text.slice(0, at)}${lines}\n${text.slice(at)}`)
    },
    /** Adds the files of a folder of templates, each named as it is to be called and `.txt`. */
    add(templates: string): void {
      for (const name of readdirSync(templates, { recursive: true, encoding: 'utf8' }))
        if (name.endsWith('.txt')) cpSync(join(templates, name), join(folder, name.slice(0, -'.txt'.length)))
    },
    /** Prints what is printed: CQL, GraphQL of the registry, resolver types and documents. */
    async codegen(): Promise<void> {
      await node(['scripts/print-schema.ts'])
      await node([bin('@graphql-codegen/cli/cjs/bin.js'), '--config', 'codegen.ts'])
    },
    /** What the compiler says of these folders; '' when it has nothing to say. */
    async typeErrors(include: readonly string[]): Promise<string> {
      writeFileSync(join(folder, 'tsconfig.walk.json'), JSON.stringify({ extends: './tsconfig.json', include }))
      return node([bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.walk.json']).then(
        () => '',
        ({ stdout }: { stdout: string }) => stdout,
      )
    },
    /** What vitest says of these tests; '' when they pass. */
    tests: (files: readonly string[]): Promise<string> =>
      node([bin('vitest/vitest.mjs'), 'run', ...files]).then(
        () => '',
        ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
      ),
    /** Runs a script at the root of the copy and returns what it prints, as JSON. */
    async runScript(script: string): Promise<Record<string, unknown>> {
      writeFileSync(join(folder, 'walk.ts'), script)
      return JSON.parse((await node(['walk.ts'])).stdout) as Record<string, unknown>
    },
    /** Files of the tree that are not as they were, those that are printed aside. */
    editedFiles: (): string[] =>
      filesOf(root).filter(
        (path) => !isPrinted(path) && readFileSync(join(root, path), 'utf8') !== textOf(join(folder, path)),
      ),
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function filesOf(folder: string, within = folder): string[] {
  return readdirSync(within, { withFileTypes: true }).flatMap((entry) => {
    if (left.has(entry.name)) return []
    const path = join(within, entry.name)
    return entry.isDirectory() ? filesOf(folder, path) : [relative(folder, path)]
  })
}
