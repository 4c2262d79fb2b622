import { openApi } from './openapi.ts'

const toText = (text: unknown): string =>
  String(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

interface Property {
  type?: string | readonly string[]
  description?: string
  minimum?: number
  maximum?: number
}

const fieldRows = Object.entries(openApi.components.schemas.Reading.properties as Record<string, Property>)
  .map(([name, { type, description, minimum, maximum }]) => {
    const isRequired = openApi.components.schemas.Reading.required.includes(name)
    const bounds = minimum === undefined ? '' : `${minimum} to ${maximum}`
    return `<tr><th scope="row"><code>${toText(name)}</code></th><td>${toText(type ?? '')}</td><td>${bounds}</td><td>${isRequired ? 'required' : ''}</td><td>${toText(description ?? '')}</td></tr>`
  })
  .join('\n')

const operations = Object.entries(openApi.paths)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  .map(({ path, method, operation: { summary, description, responses } }) => {
    const answers = Object.entries(responses as Record<string, { description: string }>)
      .map(([status, answer]) => `<li><b>${status}</b> ${toText(answer.description)}</li>`)
      .join('')
    return `<section><h2>${toText(summary)}</h2><p><code>${method.toUpperCase()} ${toText(path)}</code></p><p>${toText(description)}</p><ul>${answers}</ul></section>`
  })
  .join('\n')

/** The OpenAPI description as an HTML page without scripts. */
export const openApiPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${toText(openApi.info.title)}</title>
<style>
  body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; background: #0d1411; color: #dbe6df; }
  a { color: #7fd4a8; } code { font: 14px ui-monospace, monospace; color: #e8c987; } table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #26332d; font-weight: normal; vertical-align: top; }
</style></head><body>
<h1>${toText(openApi.info.title)}</h1>
<p>${toText(openApi.info.description)} For programs: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
${operations}
<section><h2>A reading</h2><table>
${fieldRows}
</table></section>
</body></html>
`
