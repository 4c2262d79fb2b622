import { Fallback } from '../components/shell/fallback.tsx'

export default function NotFound() {
  return <Fallback title="No such page">The live picture is on the front page.</Fallback>
}
