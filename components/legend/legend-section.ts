/** The parts of the legend, each about one part of the screen. */
export type LegendSection = 'map' | 'convoys' | 'hud' | 'timeline'
