/** What the marks of a frame are drawn with: it takes down what to draw, so that a frame that looks like the one before costs no painting. */

const strokes = [
  'arc',
  'beginPath',
  'drawImage',
  'fill',
  'fillText',
  'lineTo',
  'moveTo',
  'roundRect',
  'setLineDash',
  'stroke',
  'strokeText',
] as const
const settings = [
  'fillStyle',
  'font',
  'globalAlpha',
  'lineJoin',
  'lineWidth',
  'strokeStyle',
  'textAlign',
  'textBaseline',
] as const

/** The part of a canvas that marks use. */
export type Ink = Pick<CanvasRenderingContext2D, (typeof strokes)[number] | (typeof settings)[number] | 'measureText'>

/** A call, or a setting with its value as the only argument. */
export interface InkStep {
  name: (typeof strokes)[number] | (typeof settings)[number]
  isSetting: boolean
  args: readonly unknown[]
}

/** Steps that differ by no more than this look the same. */
const unseenPx = 0.5

/** An ink that adds what is drawn with it to `steps`. Texts are measured on `scratch`. */
export function createInk(steps: InkStep[], scratch: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>): Ink {
  const ink = {
    measureText: (text: string) => scratch.measureText(text),
  }
  for (const name of strokes)
    Object.defineProperty(ink, name, {
      value: (...args: unknown[]) => void steps.push({ name, isSetting: false, args }),
    })
  for (const name of settings)
    Object.defineProperty(ink, name, {
      set(value: unknown) {
        if (name === 'font') scratch.font = String(value)
        steps.push({ name, isSetting: true, args: [value] })
      },
    })
  return ink as Ink
}

export function drawSteps(context: Ink, steps: readonly InkStep[]): void {
  for (const { name, isSetting, args } of steps)
    if (isSetting) Reflect.set(context, name, args[0], context)
    else Reflect.apply(context[name] as () => void, context, args)
}

/** True when nobody could tell the two drawings from each other. */
export const looksSame = (a: readonly InkStep[], b: readonly InkStep[]): boolean =>
  a.length === b.length && a.every((step, i) => isSameStep(step, b[i] as InkStep))

const isSameStep = (a: InkStep, b: InkStep) =>
  a.name === b.name && a.args.length === b.args.length && a.args.every((arg, i) => isSameArg(arg, b.args[i], a))

function isSameArg(a: unknown, b: unknown, { isSetting }: InkStep): boolean {
  if (a === b) return true
  if (Array.isArray(a) && Array.isArray(b)) return a.join() === b.join()
  return !isSetting && typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= unseenPx
}
