/** The map's files by addresses that change with their content, so that a browser may keep them for ever. */
export const mapFiles = {
  country: '/map/afghanistan.topo.json?v=a3013f5887ab',
  world: '/map/world-110m.topo.json?v=2516c915867c',
  heights: '/map/elev-60s.i16.gz?v=afe702f22993',
} as const
