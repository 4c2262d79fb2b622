/** What is shown as a file: the rows as CSV, the charts as a PNG picture. */
import { toCsvCell } from '../../lib/text/csv.ts'
import type { Answer } from './rows.ts'

/** RFC 4180 with the names of the columns as their heads; instants as RFC 3339. */
export const csvOf = ({ columns, rows }: Pick<Answer, 'columns' | 'rows'>): string =>
  [columns.map(({ name }) => name), ...rows].map((cells) => `${cells.map(toCsvCell).join(',')}\r\n`).join('')

/** `distance_2026-11-28T10-15.csv`: the question, and how old the answer is. */
export const fileNameOf = (question: string, { lakeAsOf }: Pick<Answer, 'lakeAsOf'>, ending: string): string =>
  `${question}${lakeAsOf ? `_${lakeAsOf.slice(0, 16).replace(':', '-')}` : ''}.${ending}`

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

const ratio = 2

/** All charts and maps within an element, one below the other, as they are shown. Rejects where the browser can't draw them. */
export async function pngOf(charts: HTMLElement, ground: string): Promise<Blob> {
  const parts = [...charts.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('[data-chart] svg, canvas')]
  const frame = charts.getBoundingClientRect()
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(frame.width * ratio)
  canvas.height = Math.ceil(frame.height * ratio)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('Expected a canvas to draw on.')
  context.scale(ratio, ratio)
  context.fillStyle = ground
  context.fillRect(0, 0, frame.width, frame.height)
  for (const part of parts) {
    const { left, top, width, height } = part.getBoundingClientRect()
    const image = part instanceof HTMLCanvasElement ? part : await imageOf(part)
    context.drawImage(image, left - frame.left, top - frame.top, width, height)
  }
  for (const title of charts.querySelectorAll<HTMLElement>('[data-chart-title]')) {
    const { left, top, height } = title.getBoundingClientRect()
    const { font, color } = getComputedStyle(title)
    Object.assign(context, { font, fillStyle: color, textBaseline: 'middle' })
    context.fillText(title.textContent ?? '', left - frame.left, top - frame.top + height / 2)
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The browser made no picture.'))), 'image/png'),
  )
}

/** Plot writes colours into the chart itself, so it looks the same on its own. */
async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const url = URL.createObjectURL(new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' }))
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(url)
  }
}
