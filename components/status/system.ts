import type { SystemQuery } from '../../lib/api/documents.generated.ts'

export type System = SystemQuery['system']
export type Store = System['stores'][number]
export type Strategy = System['strategies'][number]
export type Jobs = System['jobs']
export type Contracts = System['contracts']
export type Lake = System['lake']
