'use client'

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { phrases } from '../../lib/view/words.ts'
import styles from './lazy-part.module.css'
import { Notice } from './notice.tsx'

const retryAfterMs = 2_000

interface Words {
  /** Until it is there; absent: nothing. */
  loading?: ReactNode
  /** While it can't be loaded; absent: a notice. */
  failed?: ReactNode
}

/**
 * A component whose code is loaded when it is first shown. Code that can't be loaded is asked for again every two seconds, and
 * the rest of the screen stays: `next/dynamic` would throw, and a cut connection would take the live picture away. Only in a browser.
 */
export function lazyPart<P extends object>(
  load: () => Promise<ComponentType<P>>,
  { loading = null, failed = <FailedNotice /> }: Words = {},
): ComponentType<P> {
  let loaded: ComponentType<P> | null = null
  return function LazyPart(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => loaded)
    const [hasFailed, setHasFailed] = useState(false)
    useEffect(() => {
      let timer: ReturnType<typeof setTimeout> | undefined
      let isGone = false
      const attempt = () =>
        load().then(
          (component) => {
            loaded = component
            if (!isGone) setPart(() => component)
          },
          () => {
            if (isGone) return
            setHasFailed(true)
            timer = setTimeout(attempt, retryAfterMs)
          },
        )
      // It may have come since this was rendered.
      if (loaded) setPart(() => loaded)
      else void attempt()
      return () => {
        isGone = true
        clearTimeout(timer)
      }
    }, [])
    if (Part) return <Part {...props} />
    return hasFailed ? failed : loading
  }
}

function FailedNotice() {
  return (
    <div className={styles.failed}>
      <Notice tone="watch" title="This part can’t be loaded">
        {phrases.retrying}
      </Notice>
    </div>
  )
}
