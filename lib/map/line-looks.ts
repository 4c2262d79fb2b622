import type { MapPalette } from './palette.ts'

/** What a line on the map says. */
export type LineMeaning = 'trail' | 'vector' | 'link' | 'area' | 'road' | 'handover' | 'measure'

/**
 * How each is told from the others: no two have the same colour and form, and no two the same form, because by night all
 * colours are reds. `fading`: paler with age; `tick`: a bar across its end; `hairline`: thin and straight between two drones;
 * `band`: an outline with a pale band inside; `arrow`: a head at its end; `rings`: one at each end.
 */
export const lineLooks: Record<
  LineMeaning,
  { color: keyof MapPalette; form: 'fading' | 'tick' | 'hairline' | 'band' | 'plain' | 'arrow' | 'rings' }
> = {
  trail: { color: 'friendly', form: 'fading' },
  vector: { color: 'friendly', form: 'tick' },
  link: { color: 'link', form: 'hairline' },
  area: { color: 'area', form: 'band' },
  road: { color: 'road', form: 'plain' },
  handover: { color: 'leader', form: 'arrow' },
  measure: { color: 'text', form: 'rings' },
}

/** Dashed means one thing everywhere: not certain. A link that may not hold, a place where a drone is assumed. */
export const uncertainDash: number[] = [4, 3]
