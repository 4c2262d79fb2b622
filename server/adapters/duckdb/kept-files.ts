/** Which files of the lake must stay, and the removal of all others. */
import { join } from 'node:path'
import type { Clock } from '../../ports/clock.ts'
import type { LakeFolder } from './folder.ts'
import { listGenerations, pathOf, readManifest, type StoredManifest } from './manifests.ts'

export interface FileKeeper {
  /** A file is being written, under its temporary name first. Call what is returned when it failed. */
  writing(path: string, draft: string): () => void
  /** A manifest names it. */
  published(path: string): void
  /** Keeps files until the returned function is called. */
  hold(paths: readonly string[]): () => void
  tidy(newest: StoredManifest): Promise<void>
}

export function createFileKeeper(
  root: string,
  folder: LakeFolder,
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>,
  graceMs: number,
): FileKeeper {
  /** Written by this process and not published yet, with the time: kept for as long as a manifest. */
  const unpublished = new Map<string, { draft: string; atMs: number }>()
  const holds = new Map<string, number>()

  function keptManifests(generations: readonly number[]): Promise<(StoredManifest | null)[]> {
    return Promise.all(generations.map((generation) => readManifest(folder, root, generation)))
  }

  return {
    writing(path, draft) {
      unpublished.set(path, { draft, atMs: clock.monotonicMs() })
      return () => void unpublished.delete(path)
    },
    published: (path) => void unpublished.delete(path),
    hold(paths) {
      for (const path of paths) holds.set(path, (holds.get(path) ?? 0) + 1)
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        for (const path of paths) {
          const count = (holds.get(path) ?? 0) - 1
          if (count > 0) holds.set(path, count)
          else holds.delete(path)
        }
      }
    },
    async tidy(newest) {
      for (const [path, { atMs }] of unpublished) if (clock.monotonicMs() - atMs > graceMs) unpublished.delete(path)
      const generations = await listGenerations(folder, root)
      // All manifests are damaged: an operator may still repair one.
      if (newest.generation === 0 && generations.length > 0) return
      const manifests = await keptManifests(generations)
      const isKept = (manifest: StoredManifest | null | undefined) =>
        manifest && (manifest.generation === newest.generation || clock.nowMs() - manifest.writtenAtMs < graceMs)
      const kept = manifests.filter(isKept)
      const needed = new Set([
        ...kept.flatMap((manifest) => [
          pathOf(manifest?.generation ?? 0),
          ...(manifest?.files ?? []).map(({ path }) => path),
        ]),
        ...holds.keys(),
        ...[...unpublished].flatMap(([path, { draft }]) => [path, draft.slice(root.length + 1)]),
      ])
      for (const path of await folder.list(root))
        if (!needed.has(path) && isOurs(path)) await folder.remove(join(root, path))
    },
  }
}

/** What the lake has written: anything else in the folder is left alone. */
const isOurs = (path: string): boolean =>
  /^(tmp\/(?!spill-)|manifest\/manifest-|[a-z_]+\/(.*\/)?[a-z_]+-[0-9]{10}-[0-9a-f]{8}\.parquet$)/.test(path)
