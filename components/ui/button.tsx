'use client'

import { type ReactNode, use } from 'react'
import styles from './button.module.css'
import { Icon, type IconName } from './icon.tsx'
import { SingleKeysContext } from './key-cap.tsx'

interface Props {
  label: string
  icon: IconName
  onPress(): void
  /** For buttons that stay pressed. */
  pressed?: boolean
  /** For buttons that open something. */
  expanded?: boolean
  /** The key that does the same. */
  hint?: string
  /** Shown instead of being said only. */
  children?: ReactNode
}

/** A button of at least 32 px with its name and its key in the tooltip. */
export function Button({ label, icon, onPress, pressed, expanded, children, ...props }: Props) {
  const hasSingleKeys = use(SingleKeysContext)
  const hint = hasSingleKeys || props.hint === 'Esc' ? props.hint : undefined
  return (
    <button
      type="button"
      className={styles.button}
      aria-label={children === undefined ? label : undefined}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-keyshortcuts={hint === 'Esc' ? 'Escape' : hint}
      title={hint ? `${label} (${hint})` : label}
      onClick={onPress}
    >
      <Icon name={icon} />
      {children === undefined ? null : <span>{children}</span>}
    </button>
  )
}

/** A link to another page that looks like the buttons beside it. */
export const ButtonLink = ({
  label,
  icon,
  href,
  children,
}: Pick<Props, 'label' | 'icon'> & { href: string; children: ReactNode }) => (
  <a className={styles.button} href={href} title={label}>
    <Icon name={icon} />
    <span>{children}</span>
  </a>
)

/** A button within a sentence, which looks like a link. */
export const TextButton = ({ children, onPress }: Pick<Props, 'onPress'> & { children: ReactNode }) => (
  <button type="button" className={styles.text} onClick={onPress}>
    {children}
  </button>
)
