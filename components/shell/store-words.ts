import type { StoresQuery } from '../../lib/api/documents.generated.ts'
import { formatUtc } from '../../lib/view/format.ts'
import type { Tone } from '../../lib/view/words.ts'

export type StoreState = StoresQuery['system']['stores'][number]

export interface NoticeWords {
  tone: Tone
  title: string
  text: string
}

const worstFirst: readonly StoreState['kind'][] = ['STORE', 'CACHE']

/** What a watcher must know of the stores behind the picture, the worst of it; null when there is nothing. */
export function storeNotice(stores: readonly StoreState[]): NoticeWords | null {
  for (const kind of worstFirst) {
    const found = stores.find((store) => store.kind === kind && store.state === 'DOWN')
    if (found) return wordsOf(found)
  }
  return null
}

function wordsOf({ name, kind, since }: StoreState): NoticeWords {
  const at = formatUtc(Date.parse(since))
  return kind === 'STORE'
    ? {
        tone: 'bad',
        title: 'Database unavailable: nothing new is recorded',
        text: `What is shown is from ${at}Z. Retrying ${name} automatically.`,
      }
    : {
        tone: 'watch',
        title: `${name} unavailable since ${at}Z`,
        text: 'Live positions come from the database every few seconds. Nothing is lost.',
      }
}
