import type { ScreenColors } from './palette.ts'

/** `onSelected` is `--on-selected`, `text2` is `--text-2`. */
export const propertyOf = (name: string): string =>
  `--${name.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`)}`

/** A colour of the theme, whichever that is, as style sheets and SVG take it. */
export const cssColor = (name: keyof ScreenColors): string => `var(${propertyOf(name)})`
