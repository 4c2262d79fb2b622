/** Notices writes to the partition that is being compressed, so that rows read before them are not written back. */
export interface PackWatch {
  /** Begins to watch a partition, by the first bytes of its keys; ends the previous watch. */
  begin(window: number, partition: Buffer): void
  /** Notes a write to a row; to be called when it is applied. */
  note(window: number, key: Buffer): void
  /** Notes a change to all partitions. */
  noteAll(): void
  /** Whether the partition was written to since `begin`. */
  isChanged(): boolean
  end(): void
}

export function createPackWatch(): PackWatch {
  let watched: { window: number; partition: Buffer } | null = null
  let changed = false
  return {
    begin(window, partition) {
      watched = { window, partition }
      changed = false
    },
    note(window, key) {
      if (watched === null || changed || watched.window !== window) return
      changed = startsWith(key, watched.partition)
    },
    noteAll() {
      changed = true
    },
    isChanged: () => changed,
    end() {
      watched = null
    },
  }
}

/** Faster than Buffer.compare for the keys of other partitions, which differ early. */
function startsWith(key: Buffer, prefix: Buffer): boolean {
  for (let i = 0; i < prefix.length; i++) if (key[i] !== prefix[i]) return false
  return true
}
