/** How lines look, on the map, in the legend and in graphs. */
import type { Palette } from './palette.ts'

/** What a line says. */
export type LineMeaning = 'trail' | 'vector' | 'link' | 'area' | 'road' | 'handover' | 'measure'

interface LineLook {
  color: keyof Palette
  form: 'fading' | 'tick' | 'hairline' | 'band' | 'plain' | 'arrow' | 'rings'
  widthPx: number
}

/**
 * How each differs from the others: no two have the same colour and form, and no two the same form, because by night all
 * colours are reds. `fading`: paler with age; `tick`: a bar across its end; `hairline`: thin and straight between two drones;
 * `band`: an outline with a pale band inside; `arrow`: a head at its end; `rings`: one at each end.
 */
export const lineLooks = {
  trail: { color: 'friendly', form: 'fading', widthPx: 1.5 },
  vector: { color: 'friendly', form: 'tick', widthPx: 1.25 },
  link: { color: 'link', form: 'hairline', widthPx: 1.25 },
  area: { color: 'area', form: 'band', widthPx: 1 },
  road: { color: 'road', form: 'plain', widthPx: 1 },
  handover: { color: 'leader', form: 'arrow', widthPx: 2 },
  measure: { color: 'text', form: 'rings', widthPx: 1.5 },
} as const satisfies Record<LineMeaning, LineLook>

/** Dashed always means uncertain. A link that may not hold, a place where a drone is assumed. */
export const uncertainDash: number[] = [4, 3]

/** Links below this may not hold. */
export const fadingBelowPct = 40

export interface LinkLook {
  /** Links of at least this quality look so. */
  fromPct: number
  widthPx: number
  dash: number[]
  alpha: number
}

/** Hairlines by quality; the last one is fading. */
export const linkLooks: readonly LinkLook[] = [
  { fromPct: 75, widthPx: lineLooks.link.widthPx, dash: [], alpha: 0.55 },
  { fromPct: fadingBelowPct, widthPx: 0.75, dash: [], alpha: 0.45 },
  { fromPct: 0, widthPx: 0.75, dash: uncertainDash, alpha: 0.45 },
]

/** Place in `linkLooks`. */
export const linkLook = (linkPct: number): number => linkLooks.findIndex(({ fromPct }) => linkPct >= fromPct)

/** Frame of a convoy that is drawn as one symbol. */
export const groupFrame = { widthPx: 1.75, selectedWidthPx: 2.5, radiusPx: 4 } as const

/** Corners around the selected drone, and the ring around a picked one. */
export const selectionLooks = { cornersWidthPx: 2, ringWidthPx: 1.5 } as const
