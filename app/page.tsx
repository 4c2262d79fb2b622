import { Dashboard } from '../components/shell/dashboard.tsx'
import { parseView } from '../components/shell/view-state.ts'
import { requireHandle } from '../server/handle.ts'
import { type PageSearch, toSearch } from './page-search.ts'

export default async function Page({ searchParams }: { searchParams: PageSearch }) {
  return <Dashboard initialView={parseView(toSearch(await searchParams))} tileUrl={requireHandle().tileUrl || null} />
}
