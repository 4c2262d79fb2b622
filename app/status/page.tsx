import type { Metadata } from 'next'
import { SystemStatus } from '../../components/status/system-status.tsx'
import { partWords } from '../../lib/view/words.ts'
import { type PageSearch, toSearch } from '../page-search.ts'

export const metadata: Metadata = { title: `Status · ${partWords.app}` }

export default async function StatusPage({ searchParams }: { searchParams: PageSearch }) {
  return <SystemStatus search={toSearch(await searchParams)} />
}
