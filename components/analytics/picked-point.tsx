'use client'

import { actionWords } from '../../lib/view/words.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { questionOf } from './chart-spec.ts'
import { formatValue } from './column-words.ts'
import { mapLinkOf } from './map-link.ts'
import styles from './question-card.module.css'
import type { Row } from './rows.ts'

interface Props {
  name: QuestionName
  row: Row
  /** Where what was asked ends, ms. */
  toAtMs: number | null
  onClose(): void
}

/** The point of a chart that was pressed, and its way to the map. */
export function PickedPoint({ name, row, toAtMs, onClose }: Props) {
  const { theme } = useView()
  const { chart, columns } = questionOf(name)
  const href = mapLinkOf(name, row, toAtMs, theme)
  const shown = [chart.series, chart.x, chart.y, chart.color].filter((column) => column !== undefined)
  const words = shown.map((column) => {
    const about = columns[column]
    return about ? `${formatValue(column, about, row[column])}${about.unit ? ` ${about.unit}` : ''}` : ''
  })
  return (
    <p className={styles.picked} role="status">
      <span className="number">{words.join(' · ')}</span>
      {href ? <a href={href}>{actionWords.showOnMap}</a> : <span>It has no place or time on the map.</span>}
      <Button label={actionWords.close} icon="close" onPress={onClose} />
    </p>
  )
}
