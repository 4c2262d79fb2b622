'use client'

import { type FormEvent, useState } from 'react'
import {
  type ExportSpan,
  expectedReadings,
  exportFormatWords,
  exportPath,
  exportSizeHint,
  fromFieldTime,
  toFieldTime,
} from '../../lib/view/exports.ts'
import { actionWords } from '../../lib/view/words.ts'
import type { ExportFormatName } from '../../schema/exports.ts'
import type { DroneId } from '../../schema/ids.ts'
import manage from '../manage/manage.module.css'
import { usePicture, useScreen } from '../shell/use-screen.ts'
import { Sheet } from '../ui/sheet.tsx'
import { DronePicker, maxNamedDrones } from './drone-picker.tsx'
import type { Exported } from './exported.ts'
import styles from './exports.module.css'
import { type SpanKind, SpanPicker, spanLengthsMs } from './span-picker.tsx'
import { type DownloadState, useDownload } from './use-download.ts'

const formats = Object.entries(exportFormatWords) as [ExportFormatName, (typeof exportFormatWords)[ExportFormatName]][]

interface Props {
  of: Exported
  /** Chosen at first, in whole minutes around it; absent: the last hour. */
  span?: ExportSpan | undefined
  onClose(): void
}

/** Downloads the stored readings of a drone, of a convoy or of some of its drones: which span, as what. */
export function ExportSheet({ of, span, onClose }: Props) {
  const { cursor } = useScreen()
  const [openedAtMs] = useState(() => cursor.nowMs())
  const [kind, setKind] = useState<SpanKind>(span ? 'custom' : 'hour')
  const [custom, setCustom] = useState({
    from: toFieldTime(span?.fromMs ?? openedAtMs - spanLengthsMs.hour),
    to: toFieldTime(span ? Math.ceil(span.toMs / 60_000) * 60_000 : openedAtMs),
  })
  const [format, setFormat] = useState<ExportFormatName>('csv')
  /** Null: all. */
  const [picked, setPicked] = useState<ReadonlySet<DroneId> | null>(null)
  const [download, startDownload] = useDownload()
  const drones = of.drones.filter(({ droneId }) => picked === null || picked.has(droneId))
  const spanAt = (nowMs: number): ExportSpan =>
    kind === 'custom'
      ? { fromMs: fromFieldTime(custom.from), toMs: fromFieldTime(custom.to) }
      : { fromMs: nowMs - spanLengthsMs[kind], toMs: nowMs }
  const fault = faultOf(spanAt(openedAtMs), picked)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (fault !== null || download.kind === 'asking') return
    const [drone] = of.drones
    const droneIds = picked && drones.map(({ droneId }) => droneId)
    const subject = of.convoyId ? { convoyId: of.convoyId, droneIds } : drone && { droneId: drone.droneId }
    if (subject) void startDownload(exportPath(subject, spanAt(cursor.nowMs()), format))
  }
  return (
    <Sheet title={`${actionWords.export} ${of.callsign}`} onClose={onClose}>
      <form className={styles.form} onSubmit={submit} aria-label={actionWords.export}>
        <SpanPicker kind={kind} custom={custom} onKind={setKind} onCustom={setCustom} />
        {of.convoyId ? <DronePicker drones={of.drones} picked={picked} onPick={setPicked} /> : null}
        <label className={manage.field}>
          <span>Format</span>
          <select
            className={manage.input}
            value={format}
            aria-describedby="export-format"
            onChange={({ target }) => setFormat(target.value as ExportFormatName)}
          >
            {formats.map(([name, { word }]) => (
              <option key={name} value={name}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <p id="export-format" className={manage.note}>
          {exportFormatWords[format].means}
        </p>
        <p className={fault ? manage.failure : manage.note} role={fault ? 'alert' : undefined}>
          {fault ?? <SizeHint drones={drones} span={spanAt(openedAtMs)} format={format} />}
        </p>
        <button type="submit" className={manage.button} aria-disabled={fault !== null || download.kind === 'asking'}>
          Download
        </button>
        <p role="status" className={download.kind === 'failed' ? manage.failure : manage.note}>
          <span>{outcomeOf(download)}</span>
        </p>
      </form>
    </Sheet>
  )
}

const outcomeOf = (download: DownloadState): string =>
  download.kind === 'begun'
    ? 'Handed to the browser, which saves the file.'
    : download.kind === 'failed'
      ? download.reason
      : ''

function SizeHint({
  drones,
  span,
  format,
}: {
  drones: Exported['drones']
  span: ExportSpan
  format: ExportFormatName
}) {
  const picture = usePicture()
  const intervals = drones.map(({ droneId }) => picture.drones.get(droneId)?.expectedIntervalMs ?? null)
  return exportSizeHint(expectedReadings(span, intervals), format)
}

function faultOf({ fromMs, toMs }: ExportSpan, picked: ReadonlySet<DroneId> | null): string | null {
  if (!(fromMs < toMs)) return 'Expected a span that ends after it begins.'
  if (picked?.size === 0) return 'Expected at least one drone.'
  if (picked && picked.size > maxNamedDrones) return `Expected at most ${maxNamedDrones} drones, or all of them.`
  return null
}
