/** Prints what style sheets need of the looks as custom properties: app/looks.generated.css. */
import { propertyOf } from './css-names.ts'
import { fonts } from './fonts.ts'
import { screenColors, type ThemeName } from './palette.ts'
import { phoneSizes, shares, sizes, wallSizes } from './sizes.ts'

export function printLooksCss(): string {
  const px = (value: number) => `${value}px`
  const scaled = (value: number) => `calc(${value}px * var(--scale))`
  const onPhone = Object.entries(phoneSizes).filter(([name, value]) => value !== sizes[name as keyof typeof sizes])
  const blocks = [
    "/* Made by scripts/print-generated.ts from lib/looks; don't edit. */",
    block(':root', [
      ['--font', toCss(fonts.words)],
      ['--mono', toCss(fonts.numbers)],
      ...properties(Object.entries(sizes), px),
      ...Object.entries(shares).map(([name, share]): Line => [`${propertyOf(name)}-share`, `${share}`]),
    ]),
    block('[data-size="phone"]', properties(onPhone, px)),
    block('[data-size="wall"]', properties(Object.entries(wallSizes), scaled)),
    block(':root,\n[data-theme="dark"]', themeLines('dark')),
    block('[data-theme="night"]', themeLines('night')),
  ]
  return `${blocks.join('\n\n')}\n`
}

type Line = [property: string, value: string]

const themeLines = (theme: ThemeName): Line[] => [
  ['color-scheme', 'dark'],
  ...properties(Object.entries(screenColors[theme]), (color) => color),
  ['--shadow', `0 8px 24px ${screenColors[theme].shade}`],
]

const properties = <T>(values: readonly [string, T][], print: (value: T) => string): Line[] =>
  values.map(([name, value]) => [propertyOf(name), print(value)])

const block = (selector: string, lines: readonly Line[]): string =>
  `${selector} {\n${lines.map(([property, value]) => `  ${property}: ${value};\n`).join('')}}`

const toCss = (font: string): string => font.replaceAll("'", '"')
