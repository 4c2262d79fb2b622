import { rankingContract } from '../../ports/ranking.contract.ts'
import { createMemoryRanking } from './ranking.ts'

rankingContract('memory', async () => createMemoryRanking())
