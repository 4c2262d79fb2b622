import type { Metadata } from 'next'
import { SystemStatus } from '../../components/status/system-status.tsx'
import { pageWords, partWords } from '../../lib/view/words.ts'

export const metadata: Metadata = { title: `${pageWords.status} · ${partWords.app}` }

export default function StatusPage() {
  return <SystemStatus />
}
