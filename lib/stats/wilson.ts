/** The 97.5 % quantile of the standard normal distribution: two sides of it hold 95 %. */
const z = 1.959963984540054

/**
 * Bounds of the 95 % Wilson score interval of `hits` in `total` trials, as ratios 0 … 1; the whole range when `total` is 0.
 * E. B. Wilson, 'Probable Inference, the Law of Succession, and Statistical Inference', JASA 22 (1927), p. 209.
 */
export function wilsonInterval(hits: number, total: number): { low: number; high: number } {
  if (total === 0) return { low: 0, high: 1 }
  const ratio = hits / total
  const spread = (z * z) / total
  const centre = ratio + spread / 2
  const margin = z * Math.sqrt((ratio * (1 - ratio)) / total + spread / (4 * total))
  return { low: Math.max(0, (centre - margin) / (1 + spread)), high: Math.min(1, (centre + margin) / (1 + spread)) }
}
