/** Colours of the map: its ground is grey, only what means something has colour. The panels' tokens are the same (app themes). */
export interface MapPalette {
  ground: string
  /** Over land that is not the subject. */
  veil: string
  border: string
  provinceBorder: string
  water: string
  road: string
  grid: string
  gridText: string
  placeText: string
  provinceText: string
  countryText: string
  waterText: string
  /** Behind text and symbols, so that they read on any ground. */
  halo: string
  panel: string
  text: string
  textDim: string
  friendly: string
  leader: string
  healthy: string
  suspect: string
  lost: string
  selected: string
}

export const palettes: Record<'dark' | 'night', MapPalette> = {
  dark: {
    ground: '#0b0f0e',
    veil: '#0b0f0e8c',
    border: '#c9d6d059',
    provinceBorder: '#c9d6d024',
    water: '#35525b',
    road: '#c7b9964d',
    grid: '#9fd0c62e',
    gridText: '#9fb0aab3',
    placeText: '#c3cfca',
    provinceText: '#8b9c96',
    countryText: '#75857f',
    waterText: '#6d929d',
    halo: '#0b0f0ed9',
    panel: '#0e1312d9',
    text: '#e6ece9',
    textDim: '#9fb0aa',
    friendly: '#5cc8e6',
    leader: '#f2c14e',
    healthy: '#5fd38d',
    suspect: '#f0a23b',
    lost: '#ef5b5b',
    selected: '#ffffff',
  },
  night: {
    ground: '#0a0404',
    veil: '#0a04048c',
    border: '#b0505059',
    provinceBorder: '#b0505024',
    water: '#3a1718',
    road: '#8a3a3a4d',
    grid: '#b050502e',
    gridText: '#8a3f3fb3',
    placeText: '#a04a4a',
    provinceText: '#7a3838',
    countryText: '#6b3030',
    waterText: '#703434',
    halo: '#0a0404d9',
    panel: '#120707d9',
    text: '#c85a5a',
    textDim: '#964545',
    friendly: '#b84848',
    leader: '#d0603c',
    healthy: '#a04848',
    suspect: '#c0502c',
    lost: '#d83838',
    selected: '#d87070',
  },
}

/** The colour as canvas memory holds it, for a little-endian machine: 0xAABBGGRR. `#rrggbb` or `#rrggbbaa`. */
export function toAbgr(color: string): number {
  const value = Number.parseInt(color.slice(1).padEnd(8, 'f'), 16)
  const [red, green, blue, alpha] = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

/** The colour with this opacity, 0 … 1, in place of its own. */
export const withAlpha = (color: string, alpha: number): string =>
  color.slice(0, 7) +
  Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')
