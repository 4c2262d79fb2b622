import type { Tone } from '../../lib/view/words.ts'
import styles from './mark.module.css'

const shapes: Record<Tone, string> = {
  good: 'M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  watch: 'M5 .8 9.5 9H.5L5 .8Z',
  bad: 'M2.2.8 5 3.6 7.8.8 9.2 2.2 6.4 5l2.8 2.8-1.4 1.4L5 6.4 2.2 9.2.8 7.8 3.6 5 .8 2.2Z',
  busy: 'M5 .5 9.5 5 5 9.5.5 5 5 .5Zm0 2.4L2.9 5 5 7.1 7.1 5 5 2.9Z',
  quiet: 'M1 4h8v2H1Z',
  unknown: 'M5 1a4 4 0 1 0 0 8 4 4 0 0 0 0-8Zm0 1.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8Z',
}

/** The shape of a state, in its colour. Its word stands beside it, always. */
export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg className={styles.mark} data-tone={tone} viewBox="0 0 10 10" aria-hidden="true" focusable="false">
      <path d={shapes[tone]} fillRule="evenodd" />
    </svg>
  )
}
