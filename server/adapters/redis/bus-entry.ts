/** Decodes the entries of a topic's Redis stream. */
import { unpack } from 'msgpackr'
import { parseBusMessage } from '../../../schema/bus-messages.ts'
import type { Topic, Topics } from '../../../schema/events.ts'
import { type Entry, isId } from './log-window.ts'

export type RawEntry = [id: Buffer, fields: Buffer[]]

/** The entry, with a null message if that can't be decoded; or a text that says why the entry was not written by `publish`. */
export function readEntry<M extends Topics[Topic]>(topic: Topic, [id, fields]: RawEntry): Entry<M> | string {
  const field = new Map<string, Buffer>()
  for (let at = 0; at < fields.length; at += 2) field.set(String(fields[at]), fields[at + 1] as Buffer)
  const [previous, weight, message] = ['p', 'w', 'm'].map((name) => field.get(name))
  if (!previous || !isId(String(previous)) || !message)
    return `Entry ${id}: expected fields p, w and m, got ${[...field.keys()].join(', ').slice(0, 80)}.`
  const entry = { id: String(id), previous: String(previous), weight: toWeight(weight) }
  try {
    return { ...entry, message: parseBusMessage(topic, unpack(message)) as M, fault: null }
  } catch (error) {
    return { ...entry, message: null, fault: (error as Error).message }
  }
}

const toWeight = (text: Buffer | undefined): number => {
  const weight = Number(text)
  return Number.isSafeInteger(weight) && weight > 0 ? weight : 1
}
