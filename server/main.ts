import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { pino, stdSerializers } from 'pino'
import { describe } from '../lib/errors.ts'
import { failedRun, systemClock } from './adapters/memory/clock.ts'
import { loadConfig } from './config.ts'
import { type Container, openContainer } from './container.ts'
import { setHandle } from './handle.ts'
import { openLogOutput } from './log-output.ts'
import type { NextApp } from './next-app.ts'
import { onStopRequest } from './stop-requests.ts'
import { answerJson, pathOf, refusal, serveRequest, serveUpgrade, toOriginForm } from './transport/http/doors.ts'
import { answerMalformed, requestTimes } from './transport/http/malformed.ts'
import { refuseUpgrade } from './transport/sockets/refuse-upgrade.ts'

/** How long open requests and streams may continue after a stop signal before they are closed. */
const drainMs = 3_000
/** The process exits by then, even if something hangs. */
const deadlineMs = 9_000
/** How long to wait for a slow or stopped reader of the log. */
const logFlushMs = 500
/**
 * Longer than the idle timeout of a proxy (nginx: 60 s). If the server closed first, a request could arrive on a closing
 * connection and fail with 502.
 */
const keepAliveMs = 75_000

const isDev = process.argv.includes('--dev')
// For API tests and benchmarks: the same process without Next.
const hasPages = !process.argv.includes('--no-pages')
// For npm start: a server whose npm was killed could not be stopped.
const withParent = process.argv.includes('--exit-with-parent')
const config = loadConfig()
const logOutput = openLogOutput()
const log = pino({ level: config.logLevel, serializers: { error: stdSerializers.err } }, logOutput)

process.on('unhandledRejection', (error) => die(error, 'unhandled promise rejection'))
process.on('uncaughtException', (error) => die(error, 'uncaught exception'))
process.on('warning', ({ name, message }) => {
  if (name === failedRun) log.error({ error: message }, 'a periodic task failed; it will run again')
})
let isOpen = false
onStopRequest((reason) => void (isOpen ? stop(reason) : stopOpening(reason)), { withParent })

const server = createServer({ ...requestTimes, keepAliveTimeout: keepAliveMs })
const sockets = new Set<Socket>()
server.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})

const container = await openContainer(config, log, isDev).catch((error: Error) => {
  log.fatal({ error: error.message }, 'the server can’t start')
  process.exit(1)
})
setHandle(container.handle)
container.metrics.add([
  {
    name: 'log_lines_dropped',
    kind: 'counter',
    help: 'Log lines that could not be written.',
    read: () => logOutput.droppedLines,
  },
])
const next = hasPages && config.roles.has('web') ? await openPages() : null
isOpen = true

server.on('request', (request, response) => {
  if (toOriginForm(request)) serve(container, next, request, response)
  else answerJson(response, 400, refusal('invalid', 'a path or URL', describe(request.url)))
})
server.on('upgrade', (request, socket, head) => {
  socket.on('error', () => socket.destroy())
  if (!toOriginForm(request)) return refuseUpgrade(socket, 400, 'Expected a path or URL.')
  const door = container.upgradeDoors.get(pathOf(request))
  if (container.health.unready() === 'draining') refuseUpgrade(socket, 503, 'The server is shutting down.')
  else if (door) serveUpgrade(door, request, socket, head, log)
  else if (!next?.handleUpgrade(request, socket, head)) refuseUpgrade(socket, 404, 'No WebSocket is served here.')
})
server.on('clientError', (error, socket) => void answerMalformed(systemClock, error, socket))
server.on('error', (error) => die(error, `can't listen on ${config.address.host}:${config.address.port}`))
server.listen(config.address.port, config.address.host, () => {
  const { address, port } = server.address() as AddressInfo
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${port}`
  container.started(url)
  // For a person at a terminal.
  if (process.stdout.isTTY) process.stdout.write(`\n  Convoy Tracker is ready: ${url}\n\n`)
  log.info({ url, roles: [...config.roles], dataDir: config.dataDir }, `Convoy Tracker is ready: open ${url}`)
})

async function openPages(): Promise<NextApp> {
  const { openNextApp } = await import('./next-app.ts')
  return openNextApp({ isDev, dir: join(import.meta.dirname, '..') })
}

function serve(at: Container, pages: NextApp | null, request: IncomingMessage, response: ServerResponse): void {
  const doors = pages ? [...at.requestDoors, pages.door] : at.requestDoors
  if (serveRequest(doors, request, response, log)) return
  const path = pathOf(request)
  if (at.upgradeDoors.has(path))
    answerJson(response, 426, refusal('invalid', 'a WebSocket', describe(request.method)), { upgrade: 'websocket' })
  else answerJson(response, 404, refusal('missing', 'a path this process serves', describe(path)))
}

/** Becomes unready, accepts no new work, finishes work in progress, closes the stores and exits, within ten seconds. */
async function stop(reason: string): Promise<void> {
  log.info({ reason }, 'shutting down')
  setTimeout(() => die(new Error(`${sockets.size} sockets open`), 'not stopped in time: exiting'), deadlineMs).unref()
  container.health.draining()
  await Promise.all([container.drain(), closeServer()])
  await next?.close()
  await container.close()
  log.info('stopped')
  await logOutput.flush(logFlushMs)
  process.exit(0)
}

/** Nothing is served yet, and the databases being opened are crash-safe. */
async function stopOpening(reason: string): Promise<void> {
  log.info({ reason }, 'stopped before it was ready')
  await logOutput.flush(logFlushMs)
  process.exit(0)
}

/** Accepts no new connections; resolves when all are closed: idle ones at once, busy ones after their response or `drainMs`. */
async function closeServer(): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  const tidying = setInterval(() => server.closeIdleConnections(), 50)
  const cutting = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, drainMs)
  await closed
  clearInterval(tidying)
  clearTimeout(cutting)
}

function die(error: unknown, message: string): void {
  log.fatal({ error }, message)
  process.exit(1)
}
