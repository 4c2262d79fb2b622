import type { Metadata } from 'next'
import { SystemStatus } from '../../components/shell/system-status.tsx'

export const metadata: Metadata = { title: 'Status · Convoy Tracker' }

export default function StatusPage() {
  return <SystemStatus />
}
