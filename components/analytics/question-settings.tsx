'use client'

import { useState } from 'react'
import type { QuestionName } from '../../schema/questions.ts'
import { columnLabel } from './column-words.ts'
import styles from './question-card.module.css'
import { isWithin, type Setting, type Settings, settingsOf } from './settings.ts'

interface Props {
  name: QuestionName
  settings: Settings
  onChange(settings: Settings): void
}

/** The numbers that a question takes, each with what it means; nothing for a question without any. */
export function QuestionSettings({ name, settings, onChange }: Props) {
  const own = settingsOf(name)
  if (own.length === 0) return null
  return (
    <details className={styles.settings}>
      <summary>Settings</summary>
      {own.map((setting) => {
        const key = `${name}.${setting.name}`
        const { [key]: chosen, ...others } = settings
        return (
          <SettingField
            key={setting.name}
            setting={setting}
            value={chosen ?? setting.initial}
            onChange={(value) => onChange(value === setting.initial ? others : { ...others, [key]: value })}
          />
        )
      })}
    </details>
  )
}

interface FieldProps {
  setting: Setting
  value: number
  onChange(value: number): void
}

/** Applied when the field is left or Enter is pressed: a number half typed asks nothing. */
function SettingField({ setting: { name, parameter }, value, onChange }: FieldProps) {
  const [text, setText] = useState(String(value))
  const number = text.trim() === '' ? Number.NaN : Number(text)
  const isFine = isWithin(parameter, number)
  const apply = () => {
    if (isFine && number !== value) onChange(number)
  }
  return (
    <label className={styles.setting}>
      <span>{columnLabel(name, parameter.unit)}</span>
      <input
        type="number"
        className="number"
        min={parameter.min}
        max={parameter.max}
        step={parameter.type === 'integer' ? 1 : 'any'}
        value={text}
        aria-invalid={!isFine}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
        onKeyDown={({ key }) => key === 'Enter' && apply()}
      />
      <span className={styles.meaning}>
        {isFine ? parameter.description : `Expected ${parameter.min} to ${parameter.max}.`}
      </span>
    </label>
  )
}
