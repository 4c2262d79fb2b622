import { linkWords, partWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './shell.module.css'

/** Before the first script has run: what this is, and that it is on its way. */
export function BootScreen() {
  return (
    <main className={styles.screen}>
      <div className={styles.boot}>
        <h1>{partWords.app}</h1>
        <p role="status">
          <Mark tone="busy" /> <span>{linkWords.connecting}</span>
        </p>
        <noscript>This page draws a live map and needs JavaScript.</noscript>
      </div>
    </main>
  )
}
