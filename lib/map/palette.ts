/** Colours of the map: its ground is grey, only what means something has colour. What the panels show too has the same value in app/themes. */
export interface MapPalette {
  ground: string
  /** Beyond the base map. */
  land: string
  sea: string
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
  /** Peer links. */
  link: string
  /** Areas of responsibility and their names. */
  area: string
  leader: string
  healthy: string
  suspect: string
  lost: string
  selected: string
  /** Frame and icon of a MIL-STD-2525 symbol. */
  symbolInk: string
}

export const palettes: Record<'dark' | 'night', MapPalette> = {
  dark: {
    ground: '#0b0f0e',
    land: '#111716',
    sea: '#080d10',
    veil: '#0b0f0e8c',
    border: '#c9d6d059',
    provinceBorder: '#c9d6d024',
    water: '#35525b',
    road: '#c7b9964d',
    grid: '#9fd0c62e',
    gridText: '#9fb0aa',
    placeText: '#c3cfca',
    provinceText: '#96a7a1',
    countryText: '#8b9b95',
    waterText: '#7aa0ac',
    halo: '#0b0f0ed9',
    panel: '#0e1312d9',
    text: '#e6ece9',
    textDim: '#9fb0aa',
    friendly: '#5cc8e6',
    link: '#bb92ea',
    area: '#7aa3ee',
    leader: '#f2c14e',
    healthy: '#5fd38d',
    suspect: '#f0a23b',
    lost: '#f16363',
    selected: '#ffffff',
    symbolInk: '#000000',
  },
  night: {
    ground: '#060101',
    land: '#0d0303',
    sea: '#060101',
    veil: '#0601018c',
    border: '#ff2a1f66',
    provinceBorder: '#ff2a1f2b',
    water: '#4a1210',
    road: '#c2372e4d',
    grid: '#ff2a1f33',
    gridText: '#e0453a',
    placeText: '#e84c40',
    provinceText: '#e0453a',
    countryText: '#e0453a',
    waterText: '#e0453a',
    halo: '#060101e6',
    panel: '#0a0202d9',
    text: '#f0564a',
    textDim: '#e0453a',
    friendly: '#e4473c',
    link: '#c23a31',
    area: '#e0453a',
    leader: '#f4584a',
    healthy: '#e0453a',
    suspect: '#f0564a',
    lost: '#ff5a4d',
    selected: '#ff5a4d',
    symbolInk: '#000000',
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
