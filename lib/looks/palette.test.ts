import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lineLooks } from '../looks/lines.ts'
import { type Palette, palettes } from '../looks/palette.ts'
import { labelStyles } from '../map/base-labels.ts'

type Rgb = [red: number, green: number, blue: number]
const root = join(import.meta.dirname, '../..')

/** `#rrggbb` or `#rrggbbaa` over an opaque colour. */
function over(color: string, below: Rgb): Rgb {
  const channel = (at: number) => Number.parseInt(color.slice(at, at + 2), 16)
  const alpha = color.length > 7 ? channel(7) / 255 : 1
  return [1, 3, 5].map((at, i) => channel(at) * alpha + (below[i] as number) * (1 - alpha)) as Rgb
}
const linear = (value: number) => (value <= 10.31 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4)
const luminance = ([red, green, blue]: Rgb) => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
/** WCAG 2.2, 1.4.3. */
function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}
/** OKLab, Björn Ottosson 2020: distances are alike to the eye. */
function oklab(rgb: Rgb): [number, number, number] {
  const [r, g, b] = rgb.map(linear) as Rgb
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}
const distance = (a: Rgb, b: Rgb) => Math.hypot(...oklab(a).map((value, i) => value - (oklab(b)[i] as number)))

/** Snow on the relief, as each theme shows it: nothing behind a word is brighter. */
const brightest: Record<keyof typeof palettes, Rgb> = { dark: [0xb8, 0xbf, 0xbb], night: [0x6b, 0x52, 0x52] }
const black: Rgb = [0, 0, 0]

describe.each(Object.keys(palettes) as (keyof typeof palettes)[])('%s', (theme) => {
  const palette = palettes[theme]
  const onHalo = (['text', 'text2', 'leader', 'watch', 'bad', 'selected', 'gridText', 'area'] as const).concat(
    Object.values(labelStyles).map(({ color }) => color) as never[],
  )

  test.each([...new Set<keyof Palette>(onHalo)])('%s reads on the map: 4.5 to 1 over its brightest ground', (name) => {
    const behind = over(palette.halo, brightest[theme])
    expect(contrast(over(palette[name], behind), behind)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['text', 'text2', 'friendly', 'leader', 'good', 'watch', 'bad', 'busy', 'quiet', 'selected'] as const)(
    '%s reads on a panel over the brightest ground',
    (name) => {
      const behind = over(palette.panel, brightest[theme])
      expect(contrast(over(palette[name], black), behind)).toBeGreaterThanOrEqual(4.5)
    },
  )
})

test('by day every meaning has a colour of its own', () => {
  const named = (['friendly', 'link', 'area', 'leader', 'good', 'watch', 'bad', 'selected'] as const).map(
    (name) => [name, over(palettes.dark[name], black)] as const,
  )
  for (const [i, [name, color]] of named.entries())
    for (const [other, otherColor] of named.slice(i + 1))
      expect(distance(color, otherColor), `${name} and ${other}`).toBeGreaterThan(0.07)
})

test('no two kinds of lines have one form', () => {
  const forms = Object.values(lineLooks).map(({ form }) => form)
  expect(new Set(forms).size).toBe(forms.length)
})

test('dashed means uncertain: no layer dashes a line for anything else', () => {
  const folder = join(root, 'components/map/layers')
  const dashed = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/setLineDash\((.*)\)/g)].map(([, given]) => given ?? ''),
  )
  expect(dashed.length).toBeGreaterThan(0)
  const isPlain = (given: string) => given === '[]' || given === 'dash' || given.includes('uncertainDash')
  expect(dashed.filter((given) => !isPlain(given))).toEqual([])
})
