/** The query of a page's URL, as Next gives it. */
export type PageSearch = Promise<Record<string, string | string[] | undefined>>

/** The query as the web has it; of a name given twice the first value. */
export const toSearch = (given: Awaited<PageSearch>): string =>
  `${new URLSearchParams(Object.entries(given).map(([key, value]) => [key, [value].flat()[0] ?? '']))}`
