import { setFlagsFromString } from 'node:v8'
import { expect, test } from 'vitest'
import { localActor } from '../../../schema/permissions.ts'
import { createContext } from './context.ts'

setFlagsFromString('--allow-natives-syntax')
const isFast = new Function('value', 'return %HasFastProperties(value)') as (value: object) => boolean
setFlagsFromString('--no-allow-natives-syntax')

test('what is made for each request is freed by a short collection: no getter of its own lies in the old space', () => {
  const context = createContext(localActor, () => new AbortController().signal)
  expect(isFast(context)).toBe(true)
  const literal = {
    get signal() {
      return context.signal
    },
  }
  expect(isFast(literal)).toBe(false)
})
