import styles from './map.module.css'

/** A few lines beside the pointer. Names come from users: they are text, never markup. */
export function createTooltip(container: HTMLElement) {
  const box = document.createElement('div')
  box.className = styles.tooltip ?? ''
  box.hidden = true
  container.append(box)
  return {
    show({ x, y }: { x: number; y: number }, lines: readonly string[]) {
      box.replaceChildren(
        ...lines.map((line) => {
          const row = document.createElement('div')
          row.textContent = line
          return row
        }),
      )
      box.hidden = false
      const left = Math.min(x + 16, container.clientWidth - box.offsetWidth - 8)
      const top = y + 20 + box.offsetHeight > container.clientHeight ? y - box.offsetHeight - 12 : y + 20
      box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
    },
    hide() {
      box.hidden = true
    },
    destroy() {
      box.remove()
    },
  }
}
