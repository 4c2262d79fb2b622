'use client'

import { useEffect, useRef } from 'react'
import { palettes } from '../../lib/looks/palette.ts'
import { dartLengthPx } from '../../lib/looks/sizes.ts'
import { createPixelBuffer } from '../../lib/map/blit.ts'
import { createDartAtlas, spriteIndex } from '../../lib/map/dart-sprites.ts'
import { droneMark, headingSteps } from '../../lib/map/fleet-arrays.ts'
import { useView } from '../shell/use-screen.ts'

const sizePx = 28
const heading = Math.round(headingSteps / 8)

/** A drone as the map draws it, by the map's own sprites. */
export function Dart({ state, mark = droneMark.none }: { state: number; mark?: number }) {
  const { theme } = useView()
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context) return
    const ratio = Math.max(1, Math.round(devicePixelRatio))
    const side = sizePx * ratio
    context.canvas.width = context.canvas.height = side
    const image = context.createImageData(side, side)
    const atlas = createDartAtlas(palettes[theme], { lengthPx: dartLengthPx.few * ratio, ratio })
    const buffer = createPixelBuffer(new Int32Array(image.data.buffer), side, side, atlas)
    buffer.put(spriteIndex(state, mark, heading), side / 2, side / 2)
    context.putImageData(image, 0, 0)
  }, [state, mark, theme])
  return <canvas ref={canvas} style={{ width: sizePx, height: sizePx }} />
}
