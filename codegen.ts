import { globSync, readFileSync } from 'node:fs'
import type { CodegenConfig } from '@graphql-codegen/cli'
import { readingFragment } from './schema/graphql/reading.ts'

/** What resolvers are given for a type X is what a feature exports as `XModel` from its models.ts; else the outward shape. */
const models = globSync('server/features/*/models.ts').flatMap((path) =>
  [...readFileSync(path, 'utf8').matchAll(/^export (?:type|interface) (\w+)Model\b/gm)].map(([, name]) => [
    name,
    `./${path.replace('server/', '')}#${name}Model`,
  ]),
)
/** Types that the contracts of schema/ already name. */
const schemaModels = {
  Fault: '../lib/errors.ts#Fault as FaultModel',
  FailureCode: '../lib/errors.ts#FailureCode as FailureCodeModel',
}
const mappers = { ...schemaModels, ...Object.fromEntries(models) }

const config: CodegenConfig = {
  schema: 'schema/graphql/*.graphql',
  documents: ['lib/api/*.graphql', readingFragment],
  emitLegacyCommonJSImports: false,
  importExtension: '.ts',
  generates: {
    'server/resolvers.generated.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        scalars: { DateTime: 'number', ID: 'string' },
        maybeValue: 'T | null',
        contextType: './transport/graphql/context.ts#GraphqlContext',
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
