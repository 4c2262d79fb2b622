const paths = {
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.6-1.4L14 14',
  layers: 'M8 2 14 5.2 8 8.4 2 5.2 8 2ZM2 8l6 3.2L14 8M2 10.8 8 14l6-3.2',
  night: 'M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6Z',
  kiosk: 'M2 3h12v8H2V3Zm4 11h4M8 11v3',
  help: 'M6 6a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.1v.4M8 12v.2M8 15A7 7 0 1 0 8 1a7 7 0 0 0 0 14Z',
  close: 'M3.5 3.5l9 9m0-9-9 9',
  convoys: 'M8 2.5 10 6H6l2-3.5ZM4 9l2 3.5H2L4 9Zm8 0 2 3.5h-4L12 9Z',
  board: 'M2 14V9h3v5H2Zm4.5 0V3h3v11h-3Zm4.5 0V6.5h3V14h-3Z',
  drone: 'M8 2l4.5 12L8 11.2 3.5 14 8 2Z',
  fold: 'M6 3l5 5-5 5',
  unfold: 'M10 3 5 8l5 5',
  follow: 'M8 1v3m0 8v3M1 8h3m8 0h3M8 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Z',
  download: 'M8 2v8.5M4.5 7 8 10.5 11.5 7M2.5 14h11',
  copy: 'M5 5V2h9v9h-3M2 5h9v9H2V5Z',
  table: 'M2 3h12v10H2V3Zm0 3.5h12M2 9.8h12M6.5 6.5V13',
  legend: 'M3 3.5h2v2H3v-2Zm0 7h2v2H3v-2ZM8 4.5h6M8 11.5h6M3 8h2M8 8h6',
  keyboard: 'M1.5 4h13v8h-13V4ZM4 6.5h.1M6.7 6.5h.1M9.3 6.5h.1M12 6.5h.1M5 9.5h6',
  manage: 'M2 4.5h7m3 0h2M2 11.5h2m3 0h7M9 3v3h3V3H9ZM4 10v3h3v-3H4Z',
  menu: 'M2 4h12M2 8h12M2 12h12',
  pause: 'M5 3v10M11 3v10',
  play: 'M4.5 2.5 13 8l-8.5 5.5v-11Z',
  slower: 'M8 3 3 8l5 5M13.5 3l-5 5 5 5',
  faster: 'M8 3l5 5-5 5M2.5 3l5 5-5 5',
  replay: 'M3 3v4h4M3.3 7A5.5 5.5 0 1 1 3 10',
  live: 'M3 2.5 11 8 3 13.5v-11ZM13.5 2.5v11',
  status: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
} as const

export type IconName = keyof typeof paths

/** A line drawing of 16 units, as large as the text around it asks for. Says nothing by itself: its button has the words. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 16 16" width="1.25em" height="1.25em" fill="none" aria-hidden="true" focusable="false">
      <path d={paths[name]} stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  )
}
