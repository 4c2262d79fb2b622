import { createReloadLoop, type ReloadLoop } from './reload-loop.ts'

/** What a poll needs of `document`. */
export interface PageVisibility {
  readonly hidden: boolean
  addEventListener(type: 'visibilitychange', listener: () => void): void
  removeEventListener(type: 'visibilitychange', listener: () => void): void
}

/** Loads again `load`'s answer in milliseconds after it ended, only while the page can be seen, and at once when it is seen again. */
export function startPoll(
  load: (signal: AbortSignal) => Promise<number>,
  onFailure: (cause: unknown) => void,
  page: PageVisibility = document,
): ReloadLoop {
  const loop = createReloadLoop(async (signal) => {
    if (page.hidden) return
    const nextMs = await load(signal)
    loop.ask(nextMs)
  }, onFailure)
  const seen = () => loop.ask()
  page.addEventListener('visibilitychange', seen)
  return {
    ask: loop.ask,
    retry: loop.retry,
    close() {
      page.removeEventListener('visibilitychange', seen)
      loop.close()
    },
  }
}
