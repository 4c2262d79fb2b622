'use client'

import { useState } from 'react'
import type { ExportSpan } from '../../lib/view/exports.ts'
import { actionWords } from '../../lib/view/words.ts'
import { useRoster, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import type { Exported } from './exported.ts'

const ExportSheet = lazyPart(() => import('./export-sheet.tsx').then((module) => module.ExportSheet))

/** Opens the sheet that downloads stored readings; `span` is chosen in it at first. */
export function ExportButton({ of, span }: { of: Exported; span?: ExportSpan }) {
  const [isOpen, setIsOpen] = useState(false)
  const { kiosk } = useView()
  const { permissions } = useRoster()
  if (kiosk || !permissions.has('telemetry:read')) return null
  return (
    <>
      <Button label={`${actionWords.export} ${of.callsign}`} icon="download" onPress={() => setIsOpen(true)}>
        {actionWords.export}
      </Button>
      {isOpen ? <ExportSheet of={of} span={span} onClose={() => setIsOpen(false)} /> : null}
    </>
  )
}
