import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { Selection } from './selection.ts'
import { defaultView } from './view-state.ts'
import { createViewStore } from './view-store.ts'

const convoyId = '10000000-0000-4000-8000-000000000001' as ConvoyId
const drone = (number: number): Selection => ({
  kind: 'drone',
  droneId: `20000000-0000-4000-8000-00000000000${number}` as DroneId,
})

describe('the view and the history of the page', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const open = () => {
    const written: string[] = []
    const short = (search: string) => search.replace(/[0-9a-f-]{35}(\d)/g, '$1')
    const store = createViewStore(defaultView, {
      replace: (search) => written.push(`replace ${short(search)}`),
      push: (search) => written.push(`push ${short(search)}`),
    })
    return { store, written, wait: () => vi.advanceTimersByTime(1_000) }
  }

  test('a selection is a new entry, every other change is written over the entry there is', () => {
    const { store, written, wait } = open()
    store.change({ selection: drone(1), convoyId })
    wait()
    store.change({ theme: 'night' })
    wait()
    expect(written).toEqual(['push ?convoy=1&drone=1', 'replace ?convoy=1&drone=1&theme=night'])
  })
  test('the same selected again is no entry', () => {
    const { store, written, wait } = open()
    store.change({ selection: drone(1) })
    wait()
    store.change({ selection: drone(1), zoom: 9 })
    wait()
    expect(written).toEqual(['push ?drone=1', 'replace ?c=34.1,66.4&z=9&drone=1'])
  })
  test('a drone let go and taken back by a double click is no entry', () => {
    const { store, written, wait } = open()
    store.change({ selection: drone(1) })
    wait()
    store.change({ selection: null })
    vi.advanceTimersByTime(200)
    store.change({ selection: drone(1) })
    wait()
    expect(written).toEqual(['push ?drone=1'])
  })
  test('what nobody asked for is no entry: the first convoy, the turns of a wall', () => {
    const { store, written, wait } = open()
    store.adjust({ selection: { kind: 'convoy', convoyId } })
    wait()
    expect(written).toEqual(['replace ?convoy=1'])
  })
  test('nothing selected leaves the convoy selected whose board is shown, and ends following', () => {
    const { store } = open()
    store.change({ selection: drone(1), convoyId, follow: true })
    expect(store.get().follow).toBe(true)
    store.change({ selection: null })
    expect(store.get()).toMatchObject({ selection: { kind: 'convoy', convoyId }, convoyId, follow: false })
  })
  test('what the history leads back to is selected, and the rest of the view stays and is written over it', () => {
    const { store, written, wait } = open()
    store.change({ selection: drone(1), convoyId })
    wait()
    store.change({ selection: drone(2), theme: 'night' })
    wait()
    store.restore({ selection: drone(1), convoyId })
    expect(store.get()).toMatchObject({ selection: drone(1), theme: 'night' })
    wait()
    store.change({ selection: drone(2) })
    wait()
    expect(written.slice(2)).toEqual(['replace ?convoy=1&drone=1&theme=night', 'push ?convoy=1&drone=2&theme=night'])
  })
  test('what is selected or let go at once after the history led back is an entry of its own', () => {
    const { store, written, wait } = open()
    store.change({ selection: drone(1), convoyId })
    wait()
    store.restore({ selection: null, convoyId })
    wait()
    store.restore({ selection: drone(1), convoyId })
    store.change({ selection: null })
    wait()
    expect(written.slice(2)).toEqual(['push ?convoy=1'])
  })
})
