import { expect, test } from 'vitest'
import { findPage, pages, permittedPages } from './pages.ts'

test('a page that takes a permission is shown to those who have it', () => {
  const more = [...pages, { id: 'admin', title: 'Admin', href: '/admin', permission: 'system:write' as const }]
  const ids = (...permissions: string[]) => permittedPages(more, new Set(permissions)).map(({ id }) => id)
  expect(ids()).toEqual(['live'])
  expect(ids('system:read')).toEqual(['live', 'status'])
  expect(ids('system:read', 'system:write')).toEqual(['live', 'status', 'admin'])
})

test('a path has its page, and one that leads nowhere has none', () => {
  expect(findPage('/status')?.id).toBe('status')
  expect(findPage('/analytics/sql')?.id).toBe('analytics')
  expect(findPage('/nowhere')).toBeNull()
  expect(findPage('/statuses')).toBeNull()
})
