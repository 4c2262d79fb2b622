/** The rules of the house that are not about imports. Each returns one line a breach: the file, what it has, what is allowed. */
import { isTest } from './arrows.ts'
import type { SourceFile } from './source-files.ts'

export const maxLinesPerFile = 300
export const maxLinesPerRoute = 40

const isGenerated = (path: string): boolean => /\.generated\.|(^|\/)generated\//.test(path)
const isToolConfig = (path: string): boolean => /^[^/]+\.config\.\w+$|^codegen\.ts$/.test(path)
const ours = (files: readonly SourceFile[]) => files.filter(({ path }) => !isGenerated(path))

/** `process.env` is read in server/config.ts; tests/, scripts/ and tool configs may, since no server runs on them. */
export const findEnvironmentReads = (files: readonly SourceFile[]): string[] =>
  ours(files)
    .filter(({ path }) => path !== 'server/config.ts' && !/^(tests|scripts)\//.test(path) && !isToolConfig(path))
    .flatMap(({ path, environmentLines }) =>
      environmentLines.map(
        (line) => `${path}:${line} reads process.env: only server/config.ts, tests/ and scripts/ may.`,
      ),
    )

export const findAnys = (files: readonly SourceFile[]): string[] =>
  ours(files).flatMap(({ path, anyLines }) =>
    anyLines.map((line) => `${path}:${line} says any: expected a type, or unknown and a check.`),
  )

export const findDefaultExports = (files: readonly SourceFile[]): string[] =>
  ours(files)
    .filter(({ path }) => !path.startsWith('app/') && !isToolConfig(path))
    .flatMap(({ path, defaultExportLines }) =>
      defaultExportLines.map((line) => `${path}:${line} exports a default: only app/ and tool configs may.`),
    )

/** Made for tests, though they lie beside what they stand in for. */
const forTests = /\.fixture\.tsx?$|\/test-clock\.ts$|^server\/config\.ts variableNames$/

/** Of server/, lib/ and schema/: what only tests import, or nobody, and its own file doesn't use either. */
export function findUnusedExports(files: readonly SourceFile[]): string[] {
  const taken = new Set(
    files
      .filter(({ path }) => !isTest(path))
      .flatMap(({ imports }) => imports.flatMap(({ path, names }) => names.map((name) => `${path} ${name}`))),
  )
  return ours(files)
    .filter(({ path }) => /^(server|lib|schema)\//.test(path) && !isTest(path) && !forTests.test(path))
    .flatMap(({ path, exports }) =>
      exports
        .filter(({ name, isUsedWithin }) => !isUsedWithin && !taken.has(`${path} ${name}`) && !taken.has(`${path} *`))
        .filter(({ name }) => !forTests.test(`${path} ${name}`))
        .map(({ name, line }) => `${path}:${line} exports ${name}, which nothing but tests uses.`),
    )
}

export const findShapelessFolders = (files: readonly SourceFile[]): string[] =>
  files
    .filter(({ path }) => /(^|\/)(utils?|helpers?|common|types)\//i.test(path))
    .map(({ path }) => `${path} lies in a folder that says nothing: expected one named after what it holds.`)

export const findLongFiles = (files: readonly SourceFile[]): string[] =>
  ours(files).flatMap(({ path, lineCount }) => {
    const most = path.startsWith('app/') ? maxLinesPerRoute : maxLinesPerFile
    return lineCount > most
      ? [`${path} has ${lineCount} lines, expected at most ${most}: split it by what it does.`]
      : []
  })
