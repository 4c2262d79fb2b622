'use client'

import { type FormEvent, type ReactNode, useState } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import styles from './manage.module.css'

interface Props {
  title: string
  /** What it does and what stays. */
  children: ReactNode
  /** On the button. */
  verb: string
  /** What is asked before it is done; null: it is done at once. */
  question: string | null
  disabled?: boolean
  /** Resolves with null when it was done, else with why not. */
  run(): Promise<string | null>
  onDone(): void
}

type Step = 'open' | 'asked' | 'running'

/** One action of a sheet: its fields, its button, the question before a consequence, and what came of it. */
export function ActionForm({ title, children, verb, question, disabled = false, run, onDone }: Props) {
  const [step, setStep] = useState<Step>('open')
  const [failure, setFailure] = useState<string | null>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (step === 'running' || disabled) return
    if (question && step === 'open') return setStep('asked')
    setFailure(null)
    setStep('running')
    const reason = await run()
    setStep('open')
    setFailure(reason)
    if (reason === null) onDone()
  }
  return (
    <form className={styles.action} aria-label={title} onSubmit={(event) => void submit(event)}>
      <h3>{title}</h3>
      <div className={styles.fields}>{children}</div>
      {failure ? (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      ) : null}
      {step === 'open' ? (
        <button type="submit" className={styles.button} disabled={disabled}>
          {verb}
        </button>
      ) : (
        <p className={styles.question}>
          <span>{question}</span>
          <button
            type="submit"
            className={styles.button}
            data-tone="watch"
            aria-disabled={step === 'running'}
            // The question is the answer to a press: the next one is here.
            ref={(button) => button?.focus()}
          >
            {step === 'running' ? 'Working…' : `Yes, ${verb.toLowerCase()}`}
          </button>
          <button type="button" className={styles.button} onClick={() => setStep('open')}>
            {actionWords.cancel}
          </button>
        </p>
      )}
    </form>
  )
}
