/** Whether two values of a column are the same; structures by what JSON says of them, whatever the order of their names. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  return hasSameMembers(a as Members, b as Members)
}

type Members = Readonly<Record<string, unknown>>

function hasSameMembers(a: Members, b: Members): boolean {
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const namesOfA = Object.keys(a).filter((name) => a[name] !== undefined)
  const namesOfB = Object.keys(b).filter((name) => b[name] !== undefined)
  return namesOfA.length === namesOfB.length && namesOfA.every((name) => isSame(a[name], b[name]))
}
