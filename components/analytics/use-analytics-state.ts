import { useEffect, useState } from 'react'
import { type AnalyticsState, parseAnalytics, replaceAnalytics } from './analytics-state.ts'

/** The state of the page, which is in the address: another group is an entry of the history, another filter replaces the one shown. */
export function useAnalyticsState(): [AnalyticsState, (patch: Partial<AnalyticsState>) => void] {
  const [state, setState] = useState(() => parseAnalytics(new URLSearchParams(location.search)))
  useEffect(() => {
    const restore = () => setState(parseAnalytics(new URLSearchParams(location.search)))
    addEventListener('popstate', restore)
    return () => removeEventListener('popstate', restore)
  }, [])
  const change = (patch: Partial<AnalyticsState>) => {
    const next = { ...state, ...patch }
    setState(next)
    const url = `${location.pathname}${replaceAnalytics(location.search, next)}`
    if (next.group === state.group) history.replaceState(null, '', url)
    else history.pushState(null, '', url)
  }
  return [state, change]
}
