import { requireHandle } from '../../../server/handle.ts'

export const dynamic = 'force-dynamic'

const answer = (request: Request): Promise<Response> => requireHandle().graphql(request)

export { answer as GET, answer as OPTIONS, answer as POST }
