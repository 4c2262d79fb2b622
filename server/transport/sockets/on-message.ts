import type { RawData, WebSocket } from 'ws'
import { contain, type FaultLog } from '../http/doors.ts'

/** Passes each message to `take`. If that fails with a bug, it is logged and only this connection is closed. */
export function onMessage(
  socket: WebSocket,
  log: FaultLog,
  take: (data: RawData, isBinary: boolean) => void | Promise<void>,
): void {
  socket.on('message', (data, isBinary) =>
    contain(
      () => take(data, isBinary),
      (err) => {
        log.error({ err }, 'a socket message failed with a bug')
        socket.close(1011, 'Internal server error')
      },
    ),
  )
}
