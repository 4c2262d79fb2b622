export interface LinkLook {
  /** Links of at least this quality look so. */
  fromPct: number
  widthPx: number
  dash: number[]
  alpha: number
}

/** Hairlines by quality; the last one is fading. */
export const linkLooks: readonly LinkLook[] = [
  { fromPct: 75, widthPx: 1.25, dash: [], alpha: 0.42 },
  { fromPct: 40, widthPx: 0.75, dash: [], alpha: 0.34 },
  { fromPct: 0, widthPx: 0.75, dash: [3, 4], alpha: 0.34 },
]

/** Place in `linkLooks`. */
export const linkLook = (linkPct: number): number => linkLooks.findIndex(({ fromPct }) => linkPct >= fromPct)
