export interface TelemetrySocketLimits {
  /** One message, all fragments together. */
  maxMessageBytes: number
  maxFragments: number
  /** Messages taken a second on one connection; more are left waiting in the sender's own buffers. */
  messagesPerSecond: number
  /** Batches and bytes of one connection that may be under way; at either the connection is not read. */
  maxBatchesUnderWay: number
  maxBytesUnderWay: number
  /** Of acknowledgements that the sender doesn't read. */
  maxBytesUnread: number
  /** Bytes under way of all connections. */
  maxBytesOfAll: number
  maxSockets: number
  maxSocketsPerAddress: number
}

export const telemetrySocketLimits: TelemetrySocketLimits = {
  maxMessageBytes: 8 << 20,
  maxFragments: 1_024,
  messagesPerSecond: 1_000,
  maxBatchesUnderWay: 16,
  maxBytesUnderWay: 16 << 20,
  maxBytesUnread: 1 << 20,
  maxBytesOfAll: 256 << 20,
  maxSockets: 12_000,
  maxSocketsPerAddress: 1_000,
}
