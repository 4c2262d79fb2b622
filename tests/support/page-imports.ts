/** What the browser loads with the pages, and which packages must not be among it. */
import type { SourceFile } from './source-files.ts'

/** Packages that no page may load: `zod` and `milsymbol` for their size, Node's own since no browser has them. */
const keptOffThePage = ['zod', 'milsymbol', 'node:']

/** Says of every import that would bring such a package into a page how the page gets there. Lazy imports count, types do not. */
export function findImportsKeptOffThePage(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const pages = files.filter(({ path }) => /^app\/.*\.tsx$/.test(path))
  const trails = new Map(pages.map(({ path }) => [path, path]))
  const faults: string[] = []
  for (const [path, trail] of trails)
    for (const imported of byPath.get(path)?.imports ?? []) {
      if (imported.typeOnly) continue
      if (imported.path === null && keptOffThePage.some((name) => isPackage(imported.specifier, name)))
        faults.push(`${trail} imports ${imported.specifier}: expected it to stay off the page.`)
      // A Map visits what is added while it is walked.
      else if (imported.path !== null && !trails.has(imported.path))
        trails.set(imported.path, `${trail} → ${imported.path}`)
    }
  return faults
}

const isPackage = (specifier: string, name: string): boolean =>
  specifier === name || specifier.startsWith(name.endsWith(':') ? name : `${name}/`)
