import type { CodegenConfig } from '@graphql-codegen/cli'
import { readingTypeDefs } from './schema/graphql/reading.ts'

const config: CodegenConfig = {
  schema: ['schema/graphql/*.graphql', readingTypeDefs],
  documents: ['lib/api/**/*.graphql'],
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'server/transport/graphql/resolvers.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { DateTime: 'string', ID: 'string' },
        maybeValue: 'T | null',
        contextType: './context.ts#GraphqlContext',
        avoidOptionals: { field: false, object: true },
      },
    },
  },
}
export default config
