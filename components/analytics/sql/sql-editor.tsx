'use client'

import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { PostgreSQL, sql } from '@codemirror/lang-sql'
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useEffectEvent, useRef } from 'react'
import { cssColor } from '../../../lib/looks/css-names.ts'
import styles from './sql-editor.module.css'
import { sqlName } from './sql-names.ts'
import type { LakeView } from './sql-request.ts'

interface Props {
  /** Another text than the one last told is put into the editor. */
  text: string
  /** What completion knows. */
  views: readonly LakeView[]
  onChange(text: string): void
  onRun(): void
}

/** Words, names and values differ by lightness and weight more than by hue. */
const highlight = HighlightStyle.define([
  { tag: tags.keyword, color: cssColor('friendly'), fontWeight: '500' },
  { tag: [tags.string, tags.special(tags.string)], color: cssColor('leader') },
  { tag: [tags.number, tags.bool, tags.null], color: cssColor('link') },
  { tag: tags.comment, color: cssColor('text2'), fontStyle: 'italic' },
])

const look = EditorView.theme({
  '&': { color: cssColor('text'), backgroundColor: cssColor('panelSolid'), fontSize: 'var(--text-m)' },
  '.cm-content': { caretColor: cssColor('selected'), fontFamily: 'var(--mono)', padding: '8px 0' },
  '.cm-gutters': { color: cssColor('text2'), backgroundColor: cssColor('panelSolid'), border: '0' },
  '.cm-cursor': { borderLeftColor: cssColor('selected') },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': { backgroundColor: cssColor('track') },
  '.cm-tooltip': {
    color: cssColor('text'),
    backgroundColor: cssColor('groundRaised'),
    border: `1px solid ${cssColor('lineStrong')}`,
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    color: cssColor('onSelected'),
    backgroundColor: cssColor('selected'),
  },
})

/** Names with a capital in them, such as droneId, need no quotes in DuckDB. */
const languageOf = (views: readonly LakeView[]) =>
  sql({
    dialect: PostgreSQL,
    upperCaseKeywords: true,
    schema: Object.fromEntries(
      views.map(({ name, columns }) => [
        name,
        columns.map((column) => ({
          label: column.name,
          apply: sqlName(column.name),
          detail: column.type,
          info: column.description,
          type: 'property',
        })),
      ]),
    ),
  })

/** An editor of SQL. Ctrl or Cmd with Enter runs it; Tab leaves it, as it leaves any field. */
export function SqlEditor({ text, views, onChange, onRun }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView | null>(null)
  const language = useRef(new Compartment())
  const change = useEffectEvent(onChange)
  const run = useEffectEvent(onRun)
  const begin = useEffectEvent(() => ({ text, views }))
  useEffect(() => {
    if (!place.current) return
    const first = begin()
    const onKey = () => {
      run()
      return true
    }
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.text,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run: onKey }])),
          ...[lineNumbers(), history(), bracketMatching(), closeBrackets(), autocompletion()],
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          language.current.of(languageOf(first.views)),
          ...[syntaxHighlighting(highlight), look, EditorView.lineWrapping],
          EditorView.contentAttributes.of({ 'aria-label': 'SQL' }),
          EditorView.updateListener.of(({ docChanged, state }) => docChanged && change(state.doc.toString())),
        ],
      }),
    })
    editor.current = view
    return () => view.destroy()
  }, [])
  useEffect(() => {
    editor.current?.dispatch({ effects: language.current.reconfigure(languageOf(views)) })
  }, [views])
  useEffect(() => {
    const view = editor.current
    if (!view || view.state.doc.toString() === text) return
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } })
  }, [text])
  return <div ref={place} className={styles.editor} />
}
