import { mapFiles } from './lib/map/map-files.generated.ts'

// A name that has another hash than the file of this build leads nowhere: 404, and nothing that a browser would keep.
const mapAddresses = Object.values(mapFiles).map(({ path, url, isFolder }) =>
  isFolder ? { source: `${url}/:tile*`, destination: `${path}/:tile*` } : { source: url, destination: path },
)

/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'], // hot reload for the address that npm run dev names
  turbopack: {
    resolveAlias: {
      // Without it the bundler takes the ES5 build, with the helpers that it needs.
      rxjs: './node_modules/rxjs/dist/esm/index.js',
      leaflet: './components/map/leaflet-parts.mjs',
    },
  },
  typescript: { ignoreBuildErrors: true }, // npm run verify checks types over the whole tree, tests included
  rewrites: async () => mapAddresses,
  headers: async () =>
    mapAddresses.map(({ source }) => ({
      source,
      headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
    })),
}
export default config
