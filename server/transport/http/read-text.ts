import type { IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { describe, Failure, isFailure } from '../../../lib/errors.ts'
import type { ByteBudget } from './byte-budget.ts'
import { HttpFailure } from './failure.ts'
import { decodeUtf8 } from './utf8.ts'

/** Limit of the uncompressed body. */
export const maxBodyBytes = 8 << 20

/**
 * Reads a body of UTF-8 text and decompresses gzip. Uses at most `maxBodyBytes` of memory for this body, and at most the budget for
 * all bodies being read, whatever is sent.
 */
export async function readText(request: IncomingMessage, budget: ByteBudget): Promise<string> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'gzip' && encoding !== 'identity')
    throw new HttpFailure(415, 'invalid', `Content-Encoding is ${describe(encoding)}, expected gzip or none.`)
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge()

  const chunks: Buffer[] = []
  let sizeBytes = 0
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      budget.take(chunk.length)
      if (sizeBytes > maxBodyBytes) return done(tooLarge())
      if (budget.isSpent) return done(tooManyBodies())
      chunks.push(chunk)
      done()
    },
  })
  try {
    if (encoding === 'gzip') await decompress(request, collect)
    else await pipeInto(request, collect)
    const text = decodeUtf8(Buffer.concat(chunks, sizeBytes))
    if (text !== null) return text
    throw new HttpFailure(400, 'invalid', 'Body has bytes that are not UTF-8, expected UTF-8 text.')
  } finally {
    budget.giveBack(sizeBytes)
  }
}

/** Like pipeline, but does not destroy the request, so that a response can be sent. */
function pipeInto(request: IncomingMessage, into: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    into.on('finish', resolve)
    into.on('error', (error) => {
      request.unpipe(into)
      reject(error)
    })
    request.on('error', (cause) => reject(endedEarly(cause)))
    request.pipe(into)
  })
}

async function decompress(request: IncomingMessage, collect: Writable): Promise<void> {
  const gunzip = createGunzip()
  const received = pipeInto(request, gunzip)
  try {
    await Promise.all([received, pipeline(gunzip, collect)])
  } catch (error) {
    received.catch(() => undefined)
    request.unpipe(gunzip)
    gunzip.destroy()
    if (isFailure(error)) throw error
    throw new HttpFailure(
      400,
      'invalid',
      'Body cannot be decompressed, expected gzip as declared by Content-Encoding.',
      {
        cause: error,
      },
    )
  }
}

const tooLarge = () =>
  new HttpFailure(413, 'limited', `Body has more than ${maxBodyBytes} bytes uncompressed, expected at most that many.`)
const tooManyBodies = () =>
  new Failure('limited', 'Too many bodies are being read at once, expected fewer.', { retryAfterMs: 1_000 })
const endedEarly = (cause: unknown) =>
  new HttpFailure(400, 'invalid', 'Body ended early, expected all declared bytes.', { cause })
