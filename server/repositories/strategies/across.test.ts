import { createMemoryCache } from '../../adapters/memory/cache.ts'
import { createTestClock } from '../../adapters/memory/test-clock.ts'
import { acrossProcessesContract } from './across.contract.ts'

acrossProcessesContract('memory', async () => {
  const clock = createTestClock()
  return { cache: createMemoryCache({ clock }), clock, passTime: (ms) => clock.advance(ms) }
})
