export const fonts = {
  words: "'Inter Variable', system-ui, sans-serif",
  /** Figures of one width. */
  numbers: "'IBM Plex Mono', ui-monospace, monospace",
} as const

/** Text on the map, as a canvas takes it; names of places have their own: lib/map/base-labels.ts. */
export const mapFonts = {
  convoyName: `600 13px ${fonts.words}`,
  convoyLeader: `500 11.5px ${fonts.words}`,
  convoyCount: `600 14px ${fonts.numbers}`,
  lostCount: `600 10px ${fonts.numbers}`,
  droneName: `600 12px ${fonts.words}`,
  droneNumbers: `500 11px ${fonts.numbers}`,
  areaName: `500 11px ${fonts.words}`,
  squareName: `500 11px ${fonts.numbers}`,
} as const
