/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'], // hot reload for the address that npm run dev names
  // Without it the bundler takes the ES5 build, with the helpers that it needs.
  turbopack: { resolveAlias: { rxjs: './node_modules/rxjs/dist/esm/index.js' } },
  typescript: { ignoreBuildErrors: true }, // npm run verify checks types over the whole tree, tests included
  headers: async () => [
    {
      source: '/map/relief/:path*',
      headers: [{ key: 'Cache-Control', value: 'public, max-age=604800, stale-while-revalidate=2592000' }],
    },
    {
      // The address changes with the content: lib/map/map-files.ts.
      source: '/map/:name',
      has: [{ type: 'query', key: 'v' }],
      headers: [{ key: 'Cache-Control', value: 'public, max-age=31536000, immutable' }],
    },
  ],
}
export default config
