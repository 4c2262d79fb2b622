// Made by scripts/print-generated.ts; don't edit.

/** Where each lies below public/, and the address that a page loads it from: it changes with the content. */
export const mapFiles = {
  country: { path: '/map/afghanistan.topo.json', url: '/map/afghanistan.2dc968a12008.topo.json', isFolder: false },
  world: { path: '/map/world-110m.topo.json', url: '/map/world-110m.a7854dbccc41.topo.json', isFolder: false },
  heights: { path: '/map/elev-60s.i16.gz', url: '/map/elev-60s.9512ab110aaf.i16.gz', isFolder: false },
  relief: { path: '/map/relief', url: '/map/relief.62e8927f9d57', isFolder: true },
} as const
