/** Widths of texts, each measured once: measuring costs as much as drawing. */
export function createTextMeasure() {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  const widths = new Map<string, number>()
  return {
    width(text: string, font: string, spacingPx = 0): number {
      const key = `${font} ${spacingPx} ${text}`
      const known = widths.get(key)
      if (known !== undefined || !context) return known ?? 0
      context.font = font
      context.letterSpacing = `${spacingPx}px`
      const { width } = context.measureText(text)
      widths.set(key, width)
      return width
    },
    /** Fonts have come: what was measured is wrong. */
    forget: () => widths.clear(),
  }
}
