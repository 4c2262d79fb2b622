/** A value whose loading begins when it is first wanted. */
export interface OnDemand<T> {
  /** The value, or null until it is loaded. */
  get(): T | null
  /** Ends repeated attempts; `onLoaded` is not called any more. */
  stop(): void
}

const retryMs = 2_000

/** A load that fails is repeated every two seconds. `onLoaded` is called once, after which `get` returns the value. */
export function onDemand<T>(load: () => Promise<T>, onLoaded: () => void = () => {}): OnDemand<T> {
  let value: T | null = null
  let isStarted = false
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const attempt = () => {
    load().then(
      (loaded) => {
        value = loaded
        if (!isStopped) onLoaded()
      },
      () => {
        if (!isStopped) timer = setTimeout(attempt, retryMs)
      },
    )
  }
  return {
    get() {
      if (!isStarted && !isStopped) {
        isStarted = true
        attempt()
      }
      return value
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
