/**
 * What the map uses of Leaflet, from its sources: next.config.mjs puts this in the place of the whole library, a third of which is
 * controls, popups, markers and vectors. The build fails if a name is missing here.
 */
export * from 'leaflet/src/core/index'
export * from 'leaflet/src/dom/index'
export * from 'leaflet/src/geo/index'
export * from 'leaflet/src/geometry/index'
export { Layer } from 'leaflet/src/layer/Layer'
export { TileLayer } from 'leaflet/src/layer/tile/TileLayer'
export * from 'leaflet/src/map/index'
