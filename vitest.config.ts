import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would load graphql's ES build for us and Node its CommonJS one for the servers: two of them refuse each other's schemas.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['node_modules/**', '.next/**', 'tests/e2e/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Machines are slow and shared: what is waited for comes when it comes.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
    maxWorkers: 2,
  },
})
