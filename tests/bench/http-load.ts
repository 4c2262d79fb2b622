/** Asks one thing over and over on kept-open connections, at so little cost that the server is what is measured. */
import { connect, type Socket } from 'node:net'

export interface Load {
  answered: number
  perSecond: number
}

const headersEnd = Buffer.from('\r\n\r\n')

/** `connections` at once, each asking again as soon as it has its answer, for `durationMs`. All answers must be as long as the first. */
export async function loadHttp(
  url: string,
  { body, connections, durationMs }: { body: string | null; connections: number; durationMs: number },
): Promise<Load> {
  const request = toRequest(new URL(url), body)
  const { hostname, port } = new URL(url)
  const lanes = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(Number(port), hostname)
      socket.setNoDelay(true)
      return { socket, answerBytes: await firstAnswer(socket, request) }
    }),
  )
  const startedMs = performance.now()
  const answered = await Promise.all(
    lanes.map(({ socket, answerBytes }) => askUntil(socket, request, answerBytes, startedMs + durationMs)),
  )
  const seconds = (performance.now() - startedMs) / 1000
  for (const { socket } of lanes) socket.destroy()
  const total = answered.reduce((sum, count) => sum + count, 0)
  return { answered: total, perSecond: total / seconds }
}

function toRequest({ pathname, host }: URL, body: string | null): Buffer {
  const head = `${body === null ? 'GET' : 'POST'} ${pathname} HTTP/1.1\r\nhost: ${host}\r\naccept: application/json\r\n`
  if (body === null) return Buffer.from(`${head}\r\n`)
  const length = Buffer.byteLength(body)
  return Buffer.from(`${head}content-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`)
}

/** Length of a whole answer, headers included. */
function firstAnswer(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0)
    const take = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      const end = received.indexOf(headersEnd)
      if (end < 0) return
      const head = received.subarray(0, end).toString()
      const [, length] = /content-length: (\d+)/i.exec(head) ?? []
      if (!head.startsWith('HTTP/1.1 200') || length === undefined) return reject(new Error(`Unfit answer:\n${head}`))
      const wholeBytes = end + headersEnd.length + Number(length)
      if (received.length < wholeBytes) return
      socket.off('data', take)
      resolve(wholeBytes)
    }
    socket.on('data', take)
    socket.on('error', reject)
    socket.write(request)
  })
}

function askUntil(socket: Socket, request: Buffer, answerBytes: number, endMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0
    let waitingFor = answerBytes
    socket.on('data', (chunk: Buffer) => {
      waitingFor -= chunk.length
      if (waitingFor > 0) return
      if (waitingFor < 0) return reject(new Error(`An answer was ${-waitingFor} bytes longer than the first.`))
      answered++
      waitingFor = answerBytes
      if (performance.now() >= endMs) return resolve(answered)
      socket.write(request)
    })
    socket.write(request)
  })
}
