import { expect, test } from 'vitest'
import { loadHistory, type PastQuery, saveHistory, withQuery } from './sql-history.ts'

const ran = (sql: string, ranAtMs = 1): PastQuery => ({ sql, ranAtMs, rowCount: 1 })

test('a query that is run again moves to the front, and only the newest 50 are kept', () => {
  expect(withQuery([ran('a'), ran('b')], ran('b', 2))).toEqual([ran('b', 2), ran('a')])
  const many = Array.from({ length: 60 }, (_, at) => ran(`${at}`)).reduce<PastQuery[]>(withQuery, [])
  expect([many.length, many[0]?.sql]).toEqual([50, '59'])
  expect(withQuery([ran('a')], ran('x'.repeat(20_001)))).toEqual([ran('a')])
})

test('the history comes back from where it was stored', () => {
  const stored = new Map<string, string>()
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
  }
  saveHistory(storage, [ran('a'), { ...ran('b'), rowCount: null }])
  expect(loadHistory(storage)).toEqual([ran('a'), { ...ran('b'), rowCount: null }])
})

test('a browser that stores nothing, refuses, or has something else there leaves an empty history', () => {
  expect(loadHistory(null)).toEqual([])
  for (const text of ['{', '{}', '[1, null, {"sql": 5}]']) expect(loadHistory({ getItem: () => text })).toEqual([])
  const refuse = () => {
    throw new Error('Quota exceeded')
  }
  expect(loadHistory({ getItem: refuse })).toEqual([])
  expect(() => saveHistory({ setItem: refuse }, [ran('a')])).not.toThrow()
})
