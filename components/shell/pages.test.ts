import { expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { analyticsOf, findPage, pages, permittedPages } from './pages.ts'
import { defaultView } from './view-state.ts'

test('a page that takes a permission is shown to those who have it', () => {
  const more = [...pages, { id: 'admin', title: 'Admin', href: '/admin', permission: 'system:write' as const }]
  const ids = (...permissions: string[]) => permittedPages(more, new Set(permissions)).map(({ id }) => id)
  expect(ids()).toEqual(['live'])
  expect(ids('system:read')).toEqual(['live', 'status'])
  expect(ids('system:read', 'system:write')).toEqual(['live', 'status', 'admin'])
})

test('analytics of a drone keep the theme and the time cursor', () => {
  const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
  expect(analyticsOf({ ...defaultView, kiosk: true }, { droneIds: droneId })).toBe(`/analytics?droneIds=${droneId}`)
  expect(analyticsOf({ ...defaultView, theme: 'night' }, { droneIds: droneId })).toBe(
    `/analytics?theme=night&droneIds=${droneId}`,
  )
})

test('a path has its page, and one that leads nowhere has none', () => {
  expect(findPage('/status')?.id).toBe('status')
  expect(findPage('/analytics/sql')?.id).toBe('analytics')
  expect(findPage('/nowhere')).toBeNull()
  expect(findPage('/statuses')).toBeNull()
})
