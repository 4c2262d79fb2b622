/** Lengths in CSS pixels. Style sheets take each as a custom property, `stripHeight` as `--strip-height`: print-css.ts. */
interface Sizes {
  /** The unit that gaps and boxes are multiples of. */
  u: number
  textS: number
  textM: number
  textL: number
  textXl: number
  textRank: number
  radius: number
  stripHeight: number
  timelineHeight: number
  /** While the past is shown. */
  replayTimelineHeight: number
  railWidth: number
}

export const sizes: Sizes = {
  u: 8,
  textS: 11,
  textM: 13,
  textL: 16,
  textXl: 22,
  textRank: 16,
  radius: 6,
  stripHeight: 48,
  timelineHeight: 56,
  replayTimelineHeight: 88,
  railWidth: 56,
}

/** On a phone the strip has three lines: state, controls, alerts; the timeline of a replay two: controls, time. */
export const phoneSizes: Sizes = { ...sizes, stripHeight: 120, replayTimelineHeight: 104 }

/** Across a room, before they grow with the screen: ranks and names are larger. */
export const wallSizes: Sizes = {
  ...sizes,
  textL: 17,
  textXl: 24,
  textRank: 21,
  stripHeight: 46,
  timelineHeight: 52,
  replayTimelineHeight: 72,
}

/** Parts of the window's height. */
export const shares = {
  /** The most that a sheet takes on a phone. */
  phoneSheet: 0.6,
  /** The most that the table takes. */
  table: 0.36,
} as const

/** Darts on the map, of a few drones and of a crowd. */
export const dartLengthPx = { few: 11, crowd: 7.5 } as const
