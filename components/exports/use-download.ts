import { useState } from 'react'
import { phrases } from '../../lib/view/words.ts'

export type DownloadState = { kind: 'idle' | 'asking' | 'begun' } | { kind: 'failed'; reason: string }

/**
 * Has the browser download a path, once the server has said that it would send it: the browser itself would say of a refusal only
 * that there is no file.
 */
export function useDownload(): [DownloadState, (path: string) => Promise<void>] {
  const [state, setState] = useState<DownloadState>({ kind: 'idle' })
  return [
    state,
    async (path) => {
      setState({ kind: 'asking' })
      const reason = await refusalOf(path)
      if (reason === null) save(path)
      setState(reason === null ? { kind: 'begun' } : { kind: 'failed', reason })
    },
  ]
}

async function refusalOf(path: string): Promise<string | null> {
  try {
    const { ok, status } = await fetch(path, { method: 'HEAD' })
    if (ok) return null
    return status === 404
      ? 'The server no longer knows the drone or convoy.'
      : `The server refused it, with status ${status}.`
  } catch {
    return `${phrases.noContact}. Nothing was downloaded: try again.`
  }
}

/** The name of the file comes with the response. */
function save(path: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = ''
  link.click()
}
