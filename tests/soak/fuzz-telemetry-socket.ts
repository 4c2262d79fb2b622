/** `/ws/telemetry`: every message gets one answer, in order; what is no message closes the connection with the code that says so. */
import type { Random } from '../../lib/random/random.ts'
import { problemOfAnswer, reasonOf } from './fuzz-rest.ts'
import { badBytes, badTexts, drawBatch, drawJson } from './inputs.ts'
import type { Fuzz } from './report.ts'
import { type FuzzSocket, openSocket } from './socket.ts'

const door = 'WS telemetry'
const errorCodes = new Set(['invalid', 'limited'])

export async function fuzzTelemetrySocket({ url, report, signal }: Fuzz, random: Random): Promise<void> {
  let batches = 0
  while (!signal.aborted) {
    let last: unknown
    try {
      const socket = await openSocket(url, '/ws/telemetry')
      for (let count = random.int(1, 40); count > 0 && socket.isOpen && !signal.aborted; count -= 1)
        await sendSome(socket, (input) => {
          last = input
        })
      if (socket.isOpen && random.int(0, 4) === 0) await breakOff(socket)
      socket.cut()
    } catch (error) {
      report.unexplained(door, reasonOf(error), last)
    }
  }

  /** Some messages at once, then their answers. */
  async function sendSome(socket: FuzzSocket, note: (input: unknown) => void): Promise<void> {
    const sent = Array.from({ length: random.pick([1, 1, 3, 16, 40]) }, draw)
    for (const { text } of sent) socket.send(text)
    // Some leave before they were answered.
    if (random.int(0, 40) === 0) return socket.cut()
    const waiting = [...sent]
    while (waiting.length > 0) {
      const heard = await socket.next()
      note(waiting[0]?.text)
      if (!('text' in heard)) throw new Error(`got ${JSON.stringify(heard)} for an answer`)
      const answer = JSON.parse(heard.text) as { type: string; batchId: unknown; code?: string }
      // What is no message is answered at once, before batches that were sent earlier.
      const named = waiting.findIndex(({ batchId }) => batchId !== null && batchId === answer.batchId)
      const at = named === -1 && answer.type === 'error' ? waiting.findIndex(({ batchId }) => batchId === null) : named
      if (at === -1) throw new Error(`got an answer to nothing: ${heard.text.slice(0, 300)}`)
      const [message] = waiting.splice(at, 1)
      report.count(door, answer.type === 'error' ? `error ${answer.code}` : answer.type)
      const problem =
        answer.type === 'ack' && message?.batch
          ? problemOfAnswer(heard.text, message.batch)
          : answer.type === 'error' &&
              errorCodes.has(String(answer.code)) &&
              (!message?.batch || answer.code === 'limited')
            ? null
            : 'where another answer was expected'
      if (problem) report.unexplained(door, `${problem}: ${heard.text.slice(0, 300)}`, message?.text)
    }
  }

  function draw(): { text: string; batchId: string | null; batch: { size: number; bad: number } | null } {
    if (random.int(0, 5) > 0) {
      const drawn = drawBatch(random)
      const batchId = `b${batches++}`
      const readings = drawn.map(({ reading }) => reading)
      const batch = { size: drawn.length, bad: drawn.filter(({ isGood }) => !isGood).length }
      return { text: JSON.stringify({ type: 'telemetry', batchId, readings }), batchId, batch }
    }
    const isNamed = random.int(0, 1) === 0
    const batchId = isNamed ? `b${batches++}` : null
    const odd = isNamed ? { type: 'telemetry', batchId, readings: 'none' } : drawJson(random)
    return {
      text: isNamed || random.int(0, 1) === 0 ? JSON.stringify(odd) : random.pick(badTexts.slice(0, -1)),
      batchId,
      batch: null,
    }
  }

  async function breakOff(socket: FuzzSocket): Promise<void> {
    const { send, expected } = random.pick([
      { send: () => socket.send(Buffer.from('binary')), expected: 1003 },
      { send: () => socket.send('x'.repeat((8 << 20) + 1)), expected: 1009 },
      { send: () => socket.socket.send(random.pick(badBytes), { binary: false }), expected: 1007 },
      { send: () => socket.socket.close(1000), expected: 1000 },
    ])
    send()
    for (;;) {
      const heard = await socket.next()
      if (!('closed' in heard)) continue
      report.count(door, `closed ${heard.closed}`)
      // A close that meets our own unread bytes may be seen as a cut.
      if (heard.closed !== expected && heard.closed !== 1006)
        report.unexplained(door, `closed with ${heard.closed}, expected ${expected}`, String(send))
      return
    }
  }
}
