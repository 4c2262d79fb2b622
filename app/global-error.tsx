'use client'

import { Fallback } from '../components/shell/fallback.tsx'
import './globals.css'

/** The shell itself has failed. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <html lang="en">
      <body>
        <Fallback title="The screen has failed" onRetry={reset}>
          {`Data is safe; only the drawing stopped. ${error.digest ? `Reference ${error.digest}.` : error.message}`}
        </Fallback>
      </body>
    </html>
  )
}
