import { uncertainDash } from './line-looks.ts'

export interface LinkLook {
  /** Links of at least this quality look so. */
  fromPct: number
  widthPx: number
  dash: number[]
  alpha: number
}

/** Hairlines by quality; the last one is fading. */
export const linkLooks: readonly LinkLook[] = [
  { fromPct: 75, widthPx: 1.25, dash: [], alpha: 0.55 },
  { fromPct: 40, widthPx: 0.75, dash: [], alpha: 0.45 },
  { fromPct: 0, widthPx: 0.75, dash: uncertainDash, alpha: 0.45 },
]

/** Place in `linkLooks`. */
export const linkLook = (linkPct: number): number => linkLooks.findIndex(({ fromPct }) => linkPct >= fromPct)
