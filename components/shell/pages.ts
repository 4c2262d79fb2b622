/** Every page of the product. A new one is its folder under app/ and one entry here: the navigation follows. */
import { pageWords } from '../../lib/view/words.ts'
import type { Action } from '../../schema/permissions.ts'

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

/** The page at a path, or above it; null where there is none. */
export const findPage = (path: string): PageSpec | null =>
  pages.find(({ href }) => href === path || (href !== '/' && path.startsWith(`${href}/`))) ?? null
