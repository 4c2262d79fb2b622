/** The widest window, in CSS pixels, that each layout is for. Style sheets write `@media (--phone)`: postcss.config.mjs. */
export const widestPx = { phone: 719, stacked: 760, compact: 1_100, narrow: 1_599 } as const
