import { Dashboard } from '../components/shell/dashboard.tsx'
import { requireHandle } from '../server/handle.ts'
import { type PageSearch, toSearch } from './page-search.ts'

export default async function Page({ searchParams }: { searchParams: PageSearch }) {
  return <Dashboard search={toSearch(await searchParams)} tileUrl={requireHandle().tileUrl || null} />
}
