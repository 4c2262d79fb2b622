import type { ConvoyId } from '../../../schema/ids.ts'
import type { Ports } from '../../ports/index.ts'
import { readFrames } from '../../repositories/recorded-frames.ts'

const headBytes = 12

/**
 * The recorded frames of a convoy from `fromMs` to before `toMs` as the page gets them: each after the instant at which it was
 * shown (f64) and its length (u32, 0: no longer shown), little endian.
 */
export async function readChunk(
  tables: Pick<Ports['tables'], 'scan'>,
  convoyId: ConvoyId,
  fromMs: number,
  toMs: number,
): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const frames of readFrames(tables, convoyId, fromMs, toMs))
    for (const { atMs, packed } of frames) {
      const head = Buffer.alloc(headBytes)
      head.writeDoubleLE(atMs)
      head.writeUInt32LE(packed?.length ?? 0, 8)
      parts.push(head)
      if (packed) parts.push(packed)
    }
  return Buffer.concat(parts)
}
