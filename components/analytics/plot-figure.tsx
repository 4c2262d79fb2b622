'use client'

import * as Plot from '@observablehq/plot'
import { useEffectEvent, useLayoutEffect } from 'react'
import { attachBrush, type BrushRange } from './brush-overlay.ts'
import styles from './charts.module.css'
import { type ChartInput, plotOptionsOf } from './plot-options.ts'
import type { Row } from './rows.ts'
import { useHeld } from './use-held.ts'
import { useInView } from './use-in-view.ts'

interface Props extends ChartInput {
  /** Null: the chart can't be brushed. */
  brushAxis: 'x' | 'y' | null
  /** What is brushed along the axis of time, ms; null: nothing. */
  brushed: readonly [number, number] | null
  onBrush(range: BrushRange): void
  /** A press on a point. */
  onPick(row: Row): void
  /** A brush is being dragged: only charts in the window are drawn again. */
  isDragging: boolean
}

/** One small chart. */
export function PlotFigure({ brushAxis, brushed, onBrush, onPick, isDragging, ...input }: Props) {
  const [place, isInView] = useInView<HTMLDivElement>()
  const brush = useEffectEvent(onBrush)
  const pick = useEffectEvent(onPick)
  const { spec, title, widthPx, colors, isPicked, describe } = input
  const rows = useHeld(input.rows, isDragging && !isInView)
  const domains = useHeld(input.domains, isDragging && !isInView)
  const [fromMs, toMs] = brushed ?? []
  // Drawn in the frame that has the rows: a brush is followed a frame earlier.
  useLayoutEffect(() => {
    const drawn = Plot.plot(plotOptionsOf({ spec, title, rows, domains, widthPx, colors, isPicked, describe }))
    // A chart with a legend is a figure of both, the legend first.
    const svg = (
      drawn instanceof SVGSVGElement ? drawn : drawn.querySelector(':scope > svg:last-of-type')
    ) as SVGSVGElement
    svg.setAttribute('role', 'img')
    // Plot names the kinds of its marks; the chart has a name of its own.
    for (const part of svg.querySelectorAll('g[aria-label]')) part.removeAttribute('aria-label')
    const press = () => {
      const row = (drawn as { value?: Row | null }).value
      if (row) pick(row)
    }
    svg.addEventListener('click', press)
    if (brushAxis) {
      const held = fromMs === undefined || toMs === undefined ? null : ([fromMs, toMs] as const)
      attachBrush(svg, drawn.scale(brushAxis), { axis: brushAxis, held, color: colors.selected, onBrush: brush })
    }
    place.current?.replaceChildren(drawn)
    return () => drawn.remove()
  }, [spec, title, rows, domains, widthPx, colors, isPicked, describe, brushAxis, fromMs, toMs, place])
  return <div ref={place} className={styles.plot} data-chart={title || 'all'} />
}
