/** What a feature costs: its own files, and a few lines in at most four that are there already. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyTree, type TreeCopy } from './support/tree-copy.ts'

let tree: TreeCopy
beforeAll(() => {
  tree = copyTree()
})
afterAll(() => tree.close())

test('a feature with a table, a query, a permitted mutation and an event edits four files', async () => {
  tree.add(join(import.meta.dirname, 'support/notes-feature'))
  tree.insert('schema/tables.ts', 'import {\n  accuracyCounters', "import { notes } from './notes.ts'")
  tree.insert('schema/tables.ts', '  convoys,\n  drones', '  notes,')
  tree.insert('schema/permissions.ts', "  'system:read'", "  'notes:write': ['operator', 'commander', 'admin'],")
  tree.insert(
    'schema/events.ts',
    'import type { Strategies',
    "import { type NoteEvent, noteEventSchema } from './notes.ts'",
  )
  tree.insert('schema/events.ts', '  | EngagementEvent', '  | NoteEvent')
  tree.insert('schema/events.ts', '  z.looseObject({\n    kind: z.literal(', '  noteEventSchema,')
  tree.insert('server/container.ts', 'import { openPicture', "import { openNotes } from './features/notes/index.ts'")
  tree.insert('server/container.ts', '    openSimulation(platform', '    openNotes(platform),')
  expect(tree.editedFiles()).toEqual([
    'schema/events.ts',
    'schema/permissions.ts',
    'schema/tables.ts',
    'server/container.ts',
  ])

  await tree.codegen()
  expect(await tree.typeErrors(['schema', 'lib', 'server'])).toBe('')
  const structural = [
    'schema',
    'server/features/notes',
    'tests/architecture.test.ts',
    'tests/migrations.test.ts',
    'tests/graphql-codegen.test.ts',
  ]
  expect(await tree.tests(structural)).toBe('')
  expect(await tree.runScript(walk)).toEqual({
    added: { addNote: { success: true, note: { text: 'Fog over the pass.', author: 'local' } } },
    refused: { addNote: { success: false, code: 'INVALID', faults: [{ path: 'text' }] } },
    listed: { notes: [{ text: 'Fog over the pass.' }] },
    event: { __typename: 'NoteEvent', text: 'Fog over the pass.' },
    viewer: 'forbidden',
  })
}, 600_000)

/** Serves the whole server of the copy, and uses the feature as a caller does. */
const walk = `
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { addNote } from './server/features/notes/add-note.ts'
import { startContainerServer } from './tests/support/container-server.ts'

const server = await startContainerServer(mkdtempSync(join(import.meta.dirname, 'data-')))
const url = server.url + '/api/graphql'
const headers = { 'content-type': 'application/json' }
const ask = async (query: string) =>
  (await (await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json()).data
const made = await ask('mutation { createConvoy(input: { callsign: "OWL-1", commandingUnit: "TF" }) { convoy { convoyId } } }')
const { convoyId } = made.createConvoy.convoy

const query = 'subscription { convoyEvents { __typename ... on NoteEvent { text } } }'
const accept = { ...headers, accept: 'text/event-stream' }
const stream = await fetch(url, { method: 'POST', headers: accept, body: JSON.stringify({ query }) })
const reader = stream.body!.getReader()
let received = ''
const readUntil = async (word: string) => {
  while (!received.includes(word)) received += new TextDecoder().decode((await reader.read()).value)
}
await readUntil('StreamNotice')
const note = (text: string) => \`mutation { addNote(input: { convoyId: "\${convoyId}", text: "\${text}" }) { success code note { text author } faults { path } } }\`
const { addNote: { code, faults, ...added } } = await ask(note('Fog over the pass.'))
const { addNote: { note: none, ...refused } } = await ask(note(''))
await readUntil('NoteEvent')
const line = received.split('\\n').find((one) => one.includes('NoteEvent'))!
const viewer = await addNote({} as never, { name: 'v', role: 'viewer' }, { convoyId, text: 'x' }).catch((error) => error.code)
const listed = await ask(\`{ notes(convoyId: "\${convoyId}") { text } }\`)
await reader.cancel()
await server.close()
process.stdout.write(JSON.stringify({
  added: { addNote: added },
  refused: { addNote: refused },
  listed,
  event: JSON.parse(line.slice('data: '.length)).data.convoyEvents,
  viewer,
}))
process.exit(0)
`
