import { LivePage } from '../components/shell/live-page.tsx'

export default function Page() {
  return <LivePage />
}
