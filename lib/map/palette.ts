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
  leader: string
  healthy: string
  suspect: string
  lost: string
  selected: string
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
    ground: '#060101',
    land: '#0d0303',
    sea: '#060101',
    veil: '#0601018c',
    border: '#ff2a1f66',
    provinceBorder: '#ff2a1f2b',
    water: '#4a1210',
    road: '#c2372e4d',
    grid: '#ff2a1f33',
    gridText: '#b5352cb3',
    placeText: '#c2372e',
    provinceText: '#a3302a',
    countryText: '#8f2a24',
    waterText: '#9c2e27',
    halo: '#060101d9',
    panel: '#0a0202d9',
    text: '#ee4136',
    textDim: '#dd4035',
    friendly: '#e23d32',
    leader: '#f4584a',
    healthy: '#dc3a30',
    suspect: '#ee4136',
    lost: '#ff5a4d',
    selected: '#ff5a4d',
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
