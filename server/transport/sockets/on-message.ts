import type { RawData, WebSocket } from 'ws'
import { contain, type FaultLog } from '../http/doors.ts'

/** Hands each message to `take`. One that ends in a bug is logged and closes this connection alone. */
export function onMessage(
  socket: WebSocket,
  log: FaultLog,
  take: (data: RawData, isBinary: boolean) => void | Promise<void>,
): void {
  socket.on('message', (data, isBinary) =>
    contain(
      () => take(data, isBinary),
      (err) => {
        log.error({ err }, 'a socket message ended in a bug')
        socket.close(1011, 'Internal server error')
      },
    ),
  )
}
