'use client'

import type { QuestionName } from '../../schema/questions.ts'
import { useCursorMs } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import { ageOf, caveatsOf, coverageOf } from './answer-words.ts'
import type { Picked } from './brush.ts'
import styles from './question-card.module.css'
import type { Answer } from './rows.ts'

interface Props {
  name: QuestionName
  answer: Answer
  /** By the server's clock. */
  nowMs(): number
  ignored: readonly Picked['kind'][]
  unplaced: number
}

/** What an answer covers, how old it is and what it leaves out. The age counts in the open. */
export function AnswerFacts({ name, answer, nowMs, ignored, unplaced }: Props) {
  useCursorMs('slow')
  return (
    <footer className={styles.facts}>
      <p>
        {[coverageOf(name, answer), ageOf(answer, nowMs()), `Took ${(answer.elapsedMs / 1_000).toFixed(2)} s.`]
          .filter((text) => text !== null)
          .join(' ')}
      </p>
      {caveatsOf(answer, ignored, unplaced).map((caveat) => (
        <p key={caveat} className={styles.caveat}>
          <Mark tone="watch" />
          <span>{caveat}</span>
        </p>
      ))}
    </footer>
  )
}
