/**
 * What `JSON.stringify` says of a value, with the names of every object in order: equal values give equal text, so that a
 * store can compare structures as text. Undefined for what JSON has no word for.
 */
export function canonicalJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value)
    case 'number':
      return Number.isFinite(value) ? String(value === 0 ? 0 : value) : 'null'
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : ofObject(value)
    default:
      return undefined
  }
}

function ofObject(value: object): string | undefined {
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON())
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member) ?? 'null').join(',')}]`
  const members: string[] = []
  for (const name of Object.keys(value).sort()) {
    const json = canonicalJson((value as Record<string, unknown>)[name])
    if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`)
  }
  return `{${members.join(',')}}`
}
