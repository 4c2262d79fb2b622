'use client'

import { Fallback } from '../components/shell/fallback.tsx'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <Fallback title="The screen has failed" onRetry={reset}>
      {`Data is safe; only the drawing stopped. ${error.digest ? `Reference ${error.digest}.` : error.message}`}
    </Fallback>
  )
}
