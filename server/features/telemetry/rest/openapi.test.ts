import { afterAll, beforeAll, expect, test } from 'vitest'
import { telemetryFieldNames, telemetryFields } from '../../../../schema/telemetry.ts'
import { startTelemetryServer, type TelemetryServer } from '../../../../tests/support/telemetry-server.ts'

let server: TelemetryServer
beforeAll(async () => {
  server = await startTelemetryServer()
})
afterAll(() => server.close())

interface Description {
  openapi: string
  paths: Record<string, unknown>
  components: { schemas: Record<string, { properties: Record<string, unknown>; required: string[] }> }
}

test('the description lists every field of the registry with its bounds', async () => {
  const description = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as Description
  expect(description.openapi).toBe('3.1.0')
  for (const name of telemetryFieldNames)
    expect(description.components.schemas.Reading?.properties[name]).toMatchObject({
      minimum: telemetryFields[name].min,
      maximum: telemetryFields[name].max,
      description: expect.stringContaining(telemetryFields[name].description),
    })
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method} ${path.replace('/api/v1/', '')}`),
  )
  expect(operations).toEqual([
    'post telemetry',
    'get drones/{droneId}/telemetry',
    'get convoys/{convoyId}/telemetry',
    'get convoys/{convoyId}/frames',
    'get frames',
    'get analytics/questions',
    'post analytics/questions/{name}',
    'post analytics/sql',
    'get analytics/views',
    'get analytics/queries/{queryId}',
    'delete analytics/queries/{queryId}',
  ])
})

test('every reference in the description leads somewhere, and every answer has the fields it requires', async () => {
  const text = await (await fetch(`${server.url}/api/v1/openapi.json`)).text()
  const { components } = JSON.parse(text) as Description
  for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g))
    expect(components.schemas[name ?? '']).toBeDefined()
  const answer = (await (await server.post('[]')).json()) as object
  expect(Object.keys(answer).sort()).toEqual(components.schemas.Answer?.required.toSorted())
})

test('the page for people names every field and runs no script', async () => {
  const response = await fetch(`${server.url}/api/v1/docs`)
  const html = await response.text()
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  for (const name of telemetryFieldNames) expect(html).toContain(`<code>${name}</code>`)
  expect(html).not.toContain('<script')
})
