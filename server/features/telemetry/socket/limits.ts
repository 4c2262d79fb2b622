export interface TelemetrySocketLimits {
  /** One message, all fragments together. */
  maxMessageBytes: number
  maxFragments: number
  /** Messages read per second on one connection; any more wait in the sender's buffers. */
  messagesPerSecond: number
  /** Batches and bytes of one connection that may be in flight; at either limit reading from it pauses. */
  maxBatchesInFlight: number
  maxBytesInFlight: number
  /** Bytes of acknowledgements that the sender has not read. */
  maxBytesUnread: number
  /** Bytes in flight of all connections. */
  maxBytesOfAll: number
  maxSockets: number
  maxSocketsPerAddress: number
}

export const telemetrySocketLimits: TelemetrySocketLimits = {
  maxMessageBytes: 8 << 20,
  maxFragments: 1_024,
  messagesPerSecond: 1_000,
  maxBatchesInFlight: 16,
  maxBytesInFlight: 16 << 20,
  maxBytesUnread: 1 << 20,
  maxBytesOfAll: 256 << 20,
  maxSockets: 12_000,
  maxSocketsPerAddress: 1_000,
}
