/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  devIndicators: false,
  allowedDevOrigins: ['127.0.0.1'], // hot reload for the address that npm run dev names
  typescript: { ignoreBuildErrors: true }, // npm run verify checks types over the whole tree, tests included
  // Tiles and heights change with their names only. The map's lines are asked for anew: the page's code must find what it expects.
  headers: async () =>
    ['/map/relief/:path*', '/map/:name.i16.gz'].map((source) => ({
      source,
      headers: [{ key: 'Cache-Control', value: 'public, max-age=604800, stale-while-revalidate=2592000' }],
    })),
}
export default config
