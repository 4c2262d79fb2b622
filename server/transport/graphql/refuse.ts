import { limits } from './limits.ts'

/** A refusal before the request reaches GraphQL; the body may be unread. */
export interface Refusal {
  status: number
  body: string
}

const refusal = (status: number, message: string): Refusal => ({
  status,
  body: JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] }),
})

export const tooLarge = refusal(413, `The body is larger than ${limits.bodyBytes} bytes, expected at most that.`)
export const notJson = refusal(415, 'The body is of another type, expected application/json, not compressed.')
export const notUtf8 = refusal(400, 'The request has bytes that are not UTF-8, expected UTF-8 text.')
export const untrustedOrigin = refusal(403, 'Host or Origin is not trusted, expected this host.')
