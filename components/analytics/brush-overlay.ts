/** A brush over a drawn chart: drag along an axis to pick a part of it. */
import type { Scale } from '@observablehq/plot'
import { brushX, brushY, type D3BrushEvent, select } from 'd3'

/** Along the axis of time, in ms, or the names that were passed over; null: cleared. `isDone` once the drag has ended. */
export type BrushRange =
  | { kind: 'span'; fromMs: number; toMs: number; isDone: boolean }
  | { kind: 'names'; names: readonly string[]; isDone: boolean }
  | null

interface Options {
  axis: 'x' | 'y'
  /** What is picked already, ms. */
  held: readonly [number, number] | null
  color: string
  onBrush(range: BrushRange): void
}

const handlePx = 6

/**
 * The brush lies beneath the marks, so that points keep their boxes; a press that does not drag stays with the chart. The ranges of
 * Plot's scales are pixels of the chart.
 */
export function attachBrush(svg: SVGSVGElement, scale: Scale | undefined, options: Options): void {
  const range = scale?.range as readonly [number, number] | undefined
  if (!scale || !range) return
  const { axis, held, color, onBrush } = options
  const { width, height } = svg.viewBox.baseVal
  const [start, end] = [Math.min(...range), Math.max(...range)]
  const brush = axis === 'x' ? brushX<null>() : brushY<null>()
  const extent: [[number, number], [number, number]] =
    axis === 'x'
      ? [
          [start, 20],
          [end, height - 30],
        ]
      : [
          [0, start],
          [width, end],
        ]
  // A finger on a chart scrolls the page: filters do the same as the brush.
  brush.extent(extent).handleSize(handlePx).touchable(false)
  const layer = document.createElementNS('http://www.w3.org/2000/svg', 'g')
  svg.insertBefore(layer, svg.querySelector(':scope > g'))
  const drawn = select<SVGGElement, null>(layer)
  drawn.call(brush)
  drawn.select('.selection').attr('fill', color).attr('stroke', color).attr('fill-opacity', 0.14)
  if (held && scale.apply) drawn.call(brush.move, held.map((ms) => scale.apply(ms) as number) as [number, number])
  brush.on('brush end', (event: D3BrushEvent<null>) => {
    if (!event.sourceEvent) return
    const isDone = event.type === 'end'
    const [low, high] = (event.selection ?? []) as [number?, number?]
    if (low === undefined || high === undefined) {
      if (isDone && held) onBrush(null)
      return
    }
    onBrush(
      axis === 'x' ? spanOf(scale, low, high, isDone) : { kind: 'names', names: namesOf(scale, low, high), isDone },
    )
  })
}

function spanOf(scale: Scale, low: number, high: number, isDone: boolean): BrushRange {
  const msAt = (px: number) => Math.round(Number(scale.invert?.(px)))
  const [fromMs, toMs] = [msAt(low), msAt(high)]
  return fromMs < toMs ? { kind: 'span', fromMs, toMs, isDone } : null
}

/** A name is picked when its middle is. */
function namesOf(scale: Scale, low: number, high: number): string[] {
  const half = (scale.bandwidth ?? 0) / 2
  return (scale.domain as readonly string[]).filter((name) => {
    const middle = Number(scale.apply(name)) + half
    return middle >= low && middle <= high
  })
}
