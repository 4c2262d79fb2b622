import type { Metadata } from 'next'
import { AnalyticsPage } from '../../components/analytics/analytics-page.tsx'
import { pageWords, partWords } from '../../lib/view/words.ts'

export const metadata: Metadata = { title: `${pageWords.analytics} · ${partWords.app}` }

export default function Page() {
  return <AnalyticsPage />
}
