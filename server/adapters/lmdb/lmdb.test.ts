import { tablesContract } from '../../ports/tables.contract.ts'
import { openLmdbTables } from './tables.ts'

tablesContract('lmdb', openLmdbTables)
