'use client'

import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react'
import { type Palette, palettes, type ThemeName } from '../../lib/looks/palette.ts'
import type { BaseMap } from '../../lib/map/base-map.ts'
import { formatCount } from '../../lib/view/format.ts'
import { loadBase } from '../map/load-base.ts'
import styles from './charts.module.css'
import { mostReadings, paintDensity, shadeOf } from './density-paint.ts'
import { boundsOf, cellAt, viewOf } from './density-view.ts'
import type { Row } from './rows.ts'

interface Props {
  rows: readonly Row[]
  /** Of a cell. */
  edgeDeg: number
  widthPx: number
  theme: ThemeName
  describe(row: Row): string
  onPick(row: Row): void
}

const heightShare = 0.55

/** Where how much was recorded, over the base map. A press on a cell picks it. */
export function DensityMap({ rows, edgeDeg, widthPx, theme, describe, onPick }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const base = useBase()
  const [pointed, setPointed] = useState<Row | null>(null)
  const heightPx = Math.round(widthPx * heightShare)
  const view = useMemo(() => viewOf(boundsOf(rows, edgeDeg), widthPx, heightPx), [rows, edgeDeg, widthPx, heightPx])
  const palette = palettes[theme]
  useEffect(() => {
    const ratio = Math.min(2, devicePixelRatio)
    const context = canvas.current?.getContext('2d')
    if (!canvas.current || !context) return
    canvas.current.width = widthPx * ratio
    canvas.current.height = heightPx * ratio
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    paintDensity(context, view, { base, rows, edgeDeg, palette })
  }, [base, rows, edgeDeg, palette, view, widthPx, heightPx])
  const cellUnder = ({ nativeEvent }: MouseEvent) =>
    cellAt(rows, edgeDeg, view, nativeEvent.offsetX, nativeEvent.offsetY)
  const press = (event: MouseEvent) => {
    const row = cellUnder(event)
    if (row) onPick(row)
  }
  return (
    <figure className={styles.density}>
      <canvas
        ref={canvas}
        style={{ width: widthPx, height: heightPx }}
        role="img"
        aria-label={`Readings by cell of ${edgeDeg}° over the map`}
        onMouseMove={(event) => setPointed(cellUnder(event))}
        onMouseLeave={() => setPointed(null)}
        onClick={press}
      />
      <figcaption>
        <Ramp palette={palette} most={mostReadings(rows)} />
        <span className={styles.pointed}>{pointed ? describe(pointed).replaceAll('\n', ' · ') : ''}</span>
      </figcaption>
    </figure>
  )
}

function Ramp({ palette, most }: { palette: Palette; most: number }) {
  const shade = shadeOf(palette, most)
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => shade(most * share))
  return (
    <span className={styles.ramp}>
      <span className="number">0</span>
      <span className={styles.rampBar} style={{ background: `linear-gradient(to right, ${steps.join(', ')})` }} />
      <span className="number">{formatCount(most)}</span>
      <span>readings per cell</span>
    </span>
  )
}

/** Borders and names; without them the cells are shown alone. */
function useBase(): BaseMap | null {
  const [base, setBase] = useState<BaseMap | null>(null)
  useEffect(() => {
    const left = new AbortController()
    loadBase(left.signal).then(
      (loaded) => left.signal.aborted || setBase(loaded),
      () => null,
    )
    return () => left.abort()
  }, [])
  return base
}
