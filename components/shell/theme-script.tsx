/** Runs before anything is drawn, so that a page in the night theme never flashes in the other. */
const script = `if(new URLSearchParams(location.search).get('theme')==='night')document.documentElement.dataset.theme='night'`

/** Puts the theme of the address on `<html>`; from then on the strip keeps it there. */
export function ThemeScript() {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant
  return <script dangerouslySetInnerHTML={{ __html: script }} />
}
