/** A query on its way, by the id that its sender chose: how far it is. Closing its request cancels it. */
import { analyticsPath, requestJson } from './http.ts'

export const longAfterMs = 1_000
const progressEveryMs = 500

/** 0 … 100; null when the query is not running, or nothing is known of it. */
export async function loadProgress(
  queryId: string,
  signal: AbortSignal,
  fetch = globalThis.fetch,
): Promise<number | null> {
  try {
    const state = await requestJson(fetch, `${analyticsPath}/queries/${queryId}`, { signal })
    return (state as { progressPct?: number }).progressPct ?? null
  } catch {
    return null
  }
}

/** Says how far a query is, from a second on and twice a second, until the returned function is called. */
export function watchProgress(
  queryId: string,
  signal: AbortSignal,
  onProgress: (progressPct: number | null) => void,
): () => void {
  const beganMs = performance.now()
  let isOver = false
  const look = async () => {
    if (performance.now() - beganMs < longAfterMs) return
    const progressPct = await loadProgress(queryId, signal)
    // It may have been answered meanwhile.
    if (!isOver) onProgress(progressPct)
  }
  const timer = setInterval(() => void look(), progressEveryMs)
  return () => {
    isOver = true
    clearInterval(timer)
  }
}

/** `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
export function newQueryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, at) =>
    (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, '0'),
  )
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-')
}
