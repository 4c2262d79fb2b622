/** Every page of the product. A new one is its folder under app/ and one entry here: the navigation follows. */
import { pageWords } from '../../lib/view/words.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Action } from '../../schema/permissions.ts'
import { printView, type ViewState } from './view-state.ts'

export interface PageSpec {
  id: string
  title: string
  href: string
  /** What a reader must be allowed to do to be led there; null: nothing. */
  permission: Action | null
}

export const pages: readonly PageSpec[] = [
  { id: 'live', title: pageWords.live, href: '/', permission: null },
  { id: 'analytics', title: pageWords.analytics, href: '/analytics', permission: 'questions:ask' },
  { id: 'status', title: pageWords.status, href: '/status', permission: 'system:read' },
]

export const permittedPages = (list: readonly PageSpec[], permissions: ReadonlySet<string>): readonly PageSpec[] =>
  list.filter(({ permission }) => permission === null || permissions.has(permission))

/** The analytics page with the view of this one in its address, asking about a drone or about [fromAt, toAt) in RFC 3339. */
export const analyticsOf = (
  view: ViewState,
  asked: { droneIds: DroneId } | { fromAt: string; toAt: string },
): string => {
  const search = printView({ ...view, kiosk: false })
  const printed = Object.entries(asked).map(([key, value]) => `${key}=${value}`)
  return `/analytics${search}${search === '' ? '?' : '&'}${printed.join('&')}`
}

/** The page at a path, or above it; null where there is none. */
export const findPage = (path: string): PageSpec | null =>
  pages.find(({ href }) => href === path || (href !== '/' && path.startsWith(`${href}/`))) ?? null
