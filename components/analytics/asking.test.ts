import { expect, test } from 'vitest'
import { isUuid } from '../../schema/ids.ts'
import { askQuestion } from './asking.ts'
import { loadProgress, newQueryId } from './queries.ts'

const queryId = '770e8400-e29b-41d4-a716-446655440000'
const { signal } = new AbortController()

interface Sent {
  url: string
  init: RequestInit
}
function answering(status: number, body: string) {
  const sent: Sent[] = []
  const fetch: typeof globalThis.fetch = async (url, init = {}) => {
    sent.push({ url: String(url), init })
    return new Response(body, { status })
  }
  return { sent, fetch }
}
const refuse = async (status: number, body: string) =>
  askQuestion('distance', {}, { queryId, signal, fetch: answering(status, body).fetch }).catch(
    (cause: unknown) => cause,
  )

test('a question is sent with its parameters, an id to cancel it by, and how many rows may come', async () => {
  const { sent, fetch } = answering(200, '{"rows":[]}')
  expect(await askQuestion('distance', { convoyIds: ['a'] }, { queryId, signal, fetch })).toEqual({ rows: [] })
  expect(sent[0]?.url).toBe('/api/v1/analytics/questions/distance')
  expect(JSON.parse(String(sent[0]?.init.body))).toEqual({ parameters: { convoyIds: ['a'] }, maxRows: 20_000, queryId })
})

test('a refusal has the code and the words of the server', async () => {
  const error = { code: 'limited', message: 'The question took over 30 s.', faults: [] }
  expect(await refuse(429, JSON.stringify({ error }))).toMatchObject({ code: 'limited', message: error.message })
  expect(await refuse(409, '{"error":{"code":"conflict","message":"It was cancelled."}}')).toMatchObject({
    code: 'conflict',
  })
})

test('an answer that is no JSON, of a proxy for instance, says its status', async () => {
  expect(await refuse(502, '<html>')).toMatchObject({ code: 'unavailable', message: expect.stringContaining('502') })
})

test('a server out of reach is unavailable, and an aborted question is neither', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed'))
  await expect(askQuestion('distance', {}, { queryId, signal, fetch })).rejects.toMatchObject({ code: 'unavailable' })
  const gone = AbortSignal.abort()
  await expect(askQuestion('distance', {}, { queryId, signal: gone, fetch })).rejects.toBe(gone.reason)
})

test('progress that is not known is null', async () => {
  expect(await loadProgress(queryId, signal, answering(200, '{"progressPct":40}').fetch)).toBe(40)
  expect(await loadProgress(queryId, signal, answering(404, '{}').fetch)).toBeNull()
})

test('each query has an id of its own that the server takes', () => {
  const ids = Array.from({ length: 100 }, newQueryId)
  expect(ids.filter(isUuid)).toHaveLength(100)
  expect(new Set(ids).size).toBe(100)
})
