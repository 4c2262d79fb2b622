import type { Metadata } from 'next'
import { SqlPage } from '../../../components/analytics/sql/sql-page.tsx'
import { analyticsWords, partWords } from '../../../lib/view/words.ts'

export const metadata: Metadata = { title: `${analyticsWords.sql} · ${partWords.app}` }

export default function Page() {
  return <SqlPage />
}
