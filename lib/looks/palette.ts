/** Every colour of the screen, `#rrggbb` or `#rrggbbaa`, by theme. Ground is grey or black: only what means something has colour. */
import { black, white, withAlpha } from './color.ts'

/** What style sheets take too, as custom properties: `onSelected` is `--on-selected`: print-css.ts. */
export interface ScreenColors {
  ground: string
  groundRaised: string
  panel: string
  panelSolid: string
  line: string
  lineStrong: string
  /** Behind what the pointer is over. */
  hover: string
  /** The empty part of a bar. */
  track: string
  text: string
  /** What is said by the way. */
  text2: string
  friendly: string
  /** Peer links. */
  link: string
  /** Areas of responsibility and their names. */
  area: string
  leader: string
  good: string
  watch: string
  bad: string
  busy: string
  quiet: string
  selected: string
  /** Text on something selected. */
  onSelected: string
  /** Frame and icon of a MIL-STD-2525 symbol. */
  symbolInk: string
  /** Over the screen while a dialog is open. */
  backdrop: string
  /** Of what floats. */
  shade: string
}

/** What only the map shows. */
export interface MapColors {
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
  /** Behind a block of text. */
  plate: string
}

export type Palette = ScreenColors & MapColors
export type ThemeName = 'dark' | 'night'

/** For a dim room. */
function createDark(): { screen: ScreenColors; map: MapColors } {
  const ground = '#0b0f0e'
  const land = '#111716'
  const panel = '#0e1312'
  const outline = '#c9d6d0'
  const dim = '#9fb0aa'
  const friendly = '#5cc8e6'
  return {
    screen: {
      ground,
      groundRaised: '#141a19',
      panel: withAlpha(panel, 0.88),
      panelSolid: land,
      line: withAlpha(white, 0.08),
      lineStrong: withAlpha(white, 0.18),
      hover: withAlpha(white, 0.05),
      track: withAlpha(white, 0.1),
      text: '#e6ece9',
      text2: dim,
      friendly,
      link: '#bb92ea',
      area: '#7aa3ee',
      leader: '#f2c14e',
      good: '#5fd38d',
      watch: '#f0a23b',
      bad: '#f16363',
      busy: friendly,
      quiet: dim,
      selected: white,
      onSelected: ground,
      symbolInk: black,
      backdrop: withAlpha(black, 0.55),
      shade: withAlpha(black, 0.45),
    },
    map: {
      land,
      sea: '#080d10',
      veil: withAlpha(ground, 0.55),
      border: withAlpha(outline, 0.35),
      provinceBorder: withAlpha(outline, 0.14),
      water: '#35525b',
      road: withAlpha('#c7b996', 0.3),
      grid: withAlpha('#9fd0c6', 0.18),
      gridText: dim,
      placeText: '#c3cfca',
      provinceText: '#96a7a1',
      countryText: '#8b9b95',
      waterText: '#7aa0ac',
      halo: withAlpha(ground, 0.85),
      plate: withAlpha(panel, 0.85),
    },
  }
}

/** For eyes used to the dark: deep reds only, nothing brighter. States differ by shape and word, and by depth of red. */
function createNight(): { screen: ScreenColors; map: MapColors } {
  const ground = '#060101'
  const panel = '#0a0202'
  const line = '#ff2a1f'
  const plain = '#e0453a'
  const friendly = '#e4473c'
  const bright = '#f0564a'
  const brightest = '#ff5a4d'
  return {
    screen: {
      ground,
      groundRaised: '#0d0202',
      panel: withAlpha(panel, 0.9),
      panelSolid: panel,
      line: withAlpha(line, 0.15),
      lineStrong: withAlpha(line, 0.3),
      hover: withAlpha(line, 0.08),
      track: withAlpha(line, 0.15),
      text: bright,
      text2: plain,
      friendly,
      link: '#c23a31',
      area: plain,
      leader: '#f4584a',
      good: plain,
      watch: bright,
      bad: brightest,
      busy: friendly,
      quiet: plain,
      selected: brightest,
      onSelected: ground,
      symbolInk: black,
      backdrop: withAlpha(black, 0.55),
      shade: withAlpha(black, 0.6),
    },
    map: {
      land: '#0d0303',
      sea: ground,
      veil: withAlpha(ground, 0.55),
      border: withAlpha(line, 0.4),
      provinceBorder: withAlpha(line, 0.17),
      water: '#4a1210',
      road: withAlpha('#c2372e', 0.3),
      grid: withAlpha(line, 0.2),
      gridText: plain,
      placeText: '#e84c40',
      provinceText: plain,
      countryText: plain,
      waterText: plain,
      halo: withAlpha(ground, 0.9),
      plate: withAlpha(panel, 0.85),
    },
  }
}

const themes = { dark: createDark(), night: createNight() }

export const screenColors: Record<ThemeName, ScreenColors> = { dark: themes.dark.screen, night: themes.night.screen }

export const palettes: Record<ThemeName, Palette> = {
  dark: { ...themes.dark.screen, ...themes.dark.map },
  night: { ...themes.night.screen, ...themes.night.map },
}
