/** `/ws/live`: readers that subscribe well and badly, change their minds, stop reading, and leave without a word. */
import { setTimeout as delay } from 'node:timers/promises'
import { decodeFrame } from '../../lib/frames/decode.ts'
import type { Random } from '../../lib/random/random.ts'
import { reasonOf } from './fuzz-rest.ts'
import { badBytes, badTexts, convoyIds, drawJson } from './inputs.ts'
import type { Fuzz } from './report.ts'
import { type FuzzSocket, openSocket } from './socket.ts'

const door = 'WS live'
const notices = new Set(['subscribed', 'refused', 'conflated', 'beat', 'gone'])
/** 1006: our own cut, or one that met unread bytes. 1013: it read too slowly. */
const closes = new Set([1003, 1006, 1007, 1009, 1013])

export async function fuzzLiveSocket({ url, report, signal }: Fuzz, random: Random): Promise<void> {
  while (!signal.aborted) {
    let last: unknown
    try {
      const socket = await openSocket(url, '/ws/live')
      for (let count = random.int(1, 20); count > 0 && socket.isOpen && !signal.aborted; count -= 1) {
        last = draw()
        await ask(socket, last as Asked)
      }
      if (random.int(0, 9) === 0) await stopReading(socket)
      socket.cut()
    } catch (error) {
      report.unexplained(door, reasonOf(error), last)
    }
  }

  /** Sends it and reads until it is answered, and a while longer. */
  async function ask(socket: FuzzSocket, asked: Asked): Promise<void> {
    if (asked.isText) socket.send(String(asked.data))
    else socket.socket.send(asked.data, { binary: asked.isBinary })
    for (let more = random.int(0, 10), isAnswered = false; more > 0 || !isAnswered; more -= 1) {
      const heard = await socket.next()
      if ('closed' in heard) {
        report.count(door, `closed ${heard.closed}`)
        if (asked.isText || !closes.has(heard.closed)) report.unexplained(door, `closed with ${heard.closed}`, asked)
        return
      }
      if ('bytes' in heard) {
        report.count(door, `frame ${decodeFrame(heard.bytes).kind}`)
        continue
      }
      const notice = JSON.parse(heard.text) as { type: string }
      report.count(door, notice.type)
      if (!notices.has(notice.type)) report.unexplained(door, heard.text, asked)
      if (notice.type === 'subscribed' || notice.type === 'refused') {
        isAnswered = true
        if (asked.mustBe && notice.type !== asked.mustBe)
          report.unexplained(door, `${notice.type} where ${asked.mustBe} was expected: ${heard.text}`, asked)
      }
    }
  }

  function draw(): Asked {
    const text = (data: string, mustBe: Asked['mustBe']) => ({ data, isText: true, isBinary: false, mustBe })
    const subscribe = (more: object) => text(JSON.stringify({ type: 'subscribe', ...more }), 'subscribed')
    switch (random.int(0, 9)) {
      case 0:
        return text(random.pick(badTexts.slice(0, -2)), 'refused')
      case 1:
        return text(JSON.stringify({ type: 'subscribe', convoyIds: drawJson(random), rateHz: drawJson(random) }), null)
      case 2:
        return text(JSON.stringify({ type: 'subscribe', box: drawJson(random) }), null)
      case 3:
        return random.int(0, 5) === 0 ? drawBroken(random) : subscribe({})
      case 4:
        return subscribe({ box: [60, 29, 75, 39] })
      case 5:
        return subscribe({ convoyIds: [random.uuid()], rateHz: 1 })
      default:
        return subscribe({ convoyIds: [random.pick(convoyIds)], rateHz: random.pick([1, 2, 4]) })
    }
  }

  /** The peer is there and takes nothing, then reads on or goes. */
  async function stopReading(socket: FuzzSocket): Promise<void> {
    if (!socket.isOpen) return
    socket.socket.pause()
    for (let count = 0; count < 200 && socket.isOpen; count += 1) socket.send('{"type":"subscribe"}')
    await delay(random.int(0, 5_000), undefined, { signal }).catch(() => undefined)
    report.count(door, 'stopped reading')
    socket.socket.resume()
  }
}

interface Asked {
  data: string | Buffer
  isText: boolean
  isBinary: boolean
  mustBe: 'subscribed' | 'refused' | null
}

const drawBroken = (random: Random): Asked =>
  random.pick<Asked>([
    { data: Buffer.from([1, 2, 3]), isText: false, isBinary: true, mustBe: null },
    { data: random.pick(badBytes), isText: false, isBinary: false, mustBe: null },
    { data: 'x'.repeat(65 * 1024), isText: false, isBinary: false, mustBe: null },
  ])
