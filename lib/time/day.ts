export const dayLengthMs = 86_400_000

/** The first millisecond of the UTC day of an instant. */
export const dayMsOf = (atMs: number): number => Math.floor(atMs / dayLengthMs) * dayLengthMs
