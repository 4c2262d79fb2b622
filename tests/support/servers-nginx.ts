/** The nginx of deploy/, on ports of the test's own. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerChild, startChild } from './servers-child.ts'

/** `dir` takes the files it needs; only addresses and paths of deploy/nginx.conf are changed. */
export async function startNginx(at: {
  deploy: string
  dir: string
  port: number
  appPort: number
}): Promise<ServerChild> {
  const upstream = join(at.dir, 'upstream.conf')
  const config = join(at.dir, 'nginx.conf')
  writeFileSync(upstream, readFileSync(join(at.deploy, 'upstream-pod.conf'), 'utf8').replace(':3000', `:${at.appPort}`))
  writeFileSync(
    config,
    readFileSync(join(at.deploy, 'nginx.conf'), 'utf8')
      .replaceAll('/tmp/', `${at.dir}/`)
      .replace('/etc/nginx/upstream.conf', upstream)
      .replace('worker_processes auto', 'worker_processes 1')
      .replace('listen 8080', `listen 127.0.0.1:${at.port}`)
      .replace('stderr warn', 'stderr notice'),
  )
  return startChild({
    command: ['nginx', '-c', config, '-e', 'stderr', '-g', 'daemon off;'],
    ready: /start worker process/,
    readyWithinMs: 20_000,
  })
}
