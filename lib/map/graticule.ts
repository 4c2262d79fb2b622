const stepsDeg = [30, 20, 10, 5, 2, 1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01]

/** Spacing of the graticule at a zoom: about 160 to 350 pixels. */
export function graticuleStepDeg(zoom: number): number {
  const pxPerDeg = (256 * 2 ** zoom) / 360
  return stepsDeg.findLast((step) => step * pxPerDeg >= 160) ?? 30
}
