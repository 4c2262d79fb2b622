import type { CodegenConfig } from '@graphql-codegen/cli'
import { readingFragment, readingTypeDefs } from './schema/graphql/reading.ts'

/** Types whose resolvers are handed a row or event of the features, not the outward shape. */
const modelled = [
  'Convoy',
  'Drone',
  'Reading',
  'Engagement',
  'Leadership',
  'LeadershipChange',
  'Candidate',
  'TermDoubt',
  'FleetDrone',
  'EngagementEvent',
  'RankEvent',
  'LeadershipEvent',
  'RosterEvent',
  'Fault',
  'LeadershipState',
  'LeadershipReason',
  'FailureCode',
  'Strategy',
  'Store',
  'StoreKind',
  'StoreState',
  'SetAsideJob',
  'SkippedMessages',
]
const mappers = {
  ...Object.fromEntries(modelled.map((name) => [name, `./models.ts#${name}Model`])),
  Leaderboard: './models.ts#BoardModel',
  StreamNotice: './models.ts#NoticeModel',
  System: './models.ts#SystemModel',
}

const config: CodegenConfig = {
  schema: ['schema/graphql/*.graphql', readingTypeDefs],
  documents: ['lib/api/*.graphql', readingFragment],
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'server/transport/graphql/resolvers.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { DateTime: 'number', ID: 'string' },
        maybeValue: 'T | null',
        contextType: './context.ts#GraphqlContext',
        avoidOptionals: { field: false, object: true },
        mappers,
      },
    },
    'lib/api/documents.generated.ts': {
      plugins: ['typescript-operations', './scripts/graphql-documents.ts'],
      config: { useTypeImports: true, enumType: 'string-literal', scalars: { DateTime: 'string', ID: 'string' } },
    },
  },
}
export default config
