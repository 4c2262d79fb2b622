import { describeWithRedis, requireRedis } from '../../../tests/support/servers.ts'
import { redisPortsContract } from './redis-ports.contract.ts'

describeWithRedis('a real Redis', () => {
  redisPortsContract('redis', () => ({ url: requireRedis() }))
})
