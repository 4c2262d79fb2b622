import { Dashboard } from '../components/shell/dashboard.tsx'
import { parseView } from '../components/shell/view-state.ts'
import { requireHandle } from '../server/handle.ts'

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function Page({ searchParams }: Props) {
  const given = Object.entries(await searchParams)
  const search = new URLSearchParams(given.map(([key, value]) => [key, [value].flat()[0] ?? '']))
  return <Dashboard initialView={parseView(search)} tileUrl={requireHandle().tileUrl || null} />
}
