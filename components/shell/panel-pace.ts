import type { Feed } from '../../lib/feed/feed.ts'
import { statesKey } from '../../lib/feed/judge-picture.ts'
import type { Ticker } from './ticker.ts'

/**
 * Calls `draw` for the panels: at once for a delivery that changes a state of the fleet, a convoy or the link, so that map and panels
 * say the same in every painted frame; with the next tick for one that brings new numbers only. The ticker ticks with deliveries, so
 * that ages are those of a new picture. Call the returned function to stop.
 */
export function pacePanels(
  feed: Pick<Feed, 'onPicture'>,
  ticker: Pick<Ticker, 'subscribe' | 'tickEarly'>,
  draw: () => void,
) {
  let drawnStates = ''
  const stopTicks = ticker.subscribe(draw)
  const stopPictures = feed.onPicture((picture) => {
    const states = statesKey(picture)
    if (states !== drawnStates) draw()
    drawnStates = states
    ticker.tickEarly()
  })
  return () => {
    stopTicks()
    stopPictures()
  }
}
