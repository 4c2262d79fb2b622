import type { Metadata } from 'next'
import { SystemStatus } from '../../components/status/system-status.tsx'

export const metadata: Metadata = { title: 'Status · Convoy Tracker' }

export default function StatusPage() {
  return <SystemStatus />
}
