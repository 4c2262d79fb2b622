/** The checksum of lib/lake/checksum.ts, as SQL over a relation. */
import { doubleSteps, isText, mixFactor, nullWord } from '../../../lib/lake/checksum.ts'
import type { LakeType } from '../../../schema/lake-columns.ts'

const mask = 4_294_967_295

/** Yields one row: `rows` BIGINT, `contents` BIGINT. Rows of the same ids and texts are summed first: those are dear to read. */
export function checksumSql(relation: string, columns: Readonly<Record<string, LakeType>>): string {
  const all = Object.entries(columns).map(([name, type]) => [`"${name}"`, type] as const)
  const texts = all.filter(([, type]) => isText(type))
  const mixed = (from: typeof all) =>
    from.flatMap(([name, type]) => wordsOf(name, type)).reduce((hash, word) => mix(hash, word), '0::BIGINT')
  const numbers = texts.length < all.length ? mixed(all.filter(([, type]) => !isText(type))) : '1::BIGINT'
  const keys = texts.map(([name]) => `${name}, `).join('')
  return `SELECT coalesce(sum(n), 0)::BIGINT AS rows,
    coalesce(sum((((${mixed(texts)}) & 2147483647) | 1) * h) % ${mask + 1}, 0)::BIGINT AS contents
    FROM (SELECT ${keys}count(*) AS n, (sum(${numbers}) % ${mask + 1})::BIGINT AS h FROM ${relation} ${
      texts.length > 0 ? 'GROUP BY ALL' : ''
    })`
}

const mix = (hash: string, word: string) => `((xor(${hash}, ${word}) * ${mixFactor}) & ${mask})`

function wordsOf(name: string, type: LakeType): string[] {
  const word = (expression: string) => `coalesce((${expression})::BIGINT & ${mask}, ${nullWord})`
  switch (type) {
    case 'UUID':
      return [1, 10, 20, 25].map((at) => word(`'0x' || ${uuidWord(name, at)}`))
    case 'VARCHAR':
      return [
        word(`list_reduce(list_transform(range(1, length(${name}) + 1), lambda place: unicode(substr(${name}, place, 1))::BIGINT),
          lambda hash, code: ${mix('hash', 'code')}, 0::BIGINT)`),
      ]
    case 'TIMESTAMP':
      return [word(`epoch_ms(${name})`), word(`epoch_ms(${name}) >> 32`)]
    case 'BIGINT':
      return [word(name), word(`${name} >> 32`)]
    case 'DOUBLE':
      return [word(`floor(${name} * ${doubleSteps})`)]
    default:
      return [word(`${name}::INTEGER`)]
  }
}

/** 8 hex digits of a UUID, at its positions 1, 10 and 15, 20 and 25, and 29. */
function uuidWord(name: string, at: number): string {
  const part = (from: number, length: number) => `substr(${name}::VARCHAR, ${from}, ${length})`
  if (at === 1) return part(1, 8)
  if (at === 10) return `${part(10, 4)} || ${part(15, 4)}`
  if (at === 20) return `${part(20, 4)} || ${part(25, 4)}`
  return part(29, 8)
}
