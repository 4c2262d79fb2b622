/** The nginx of deploy/, on ports of the test's own. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerChild, startChild } from './servers-child.ts'
import { findProgram, installFromDebian, unpackFromDebian } from './servers-debian.ts'
import { serversDir } from './servers-jars.ts'

const unpacked = join(serversDir, 'nginx')

/** Path of an nginx: of the system, or unpacked in the checkout; null where there is none. */
export const findNginx = (): string | null => {
  const path = findProgram('nginx') ?? join(unpacked, 'usr/sbin/nginx')
  return existsSync(path) ? path : null
}

/** The same, and gets one where there is none: from Debian's packages, installed as root or else unpacked. */
export async function getNginx(say: (line: string) => void): Promise<string | null> {
  if (!findNginx()) await installFromDebian(['nginx'], say)
  if (!findNginx()) await unpackFromDebian(['nginx', 'nginx-common'], unpacked, say)
  return findNginx()
}

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
      .replace('/etc/nginx/mime.types', mimeTypes())
      .replace('worker_processes auto', 'worker_processes 1')
      .replace('listen 8080', `listen 127.0.0.1:${at.port}`)
      .replace('stderr warn', 'stderr notice'),
  )
  return start(config)
}

/** An nginx with nothing but its defaults and `proxy_pass`, as most people first write it. */
export async function startPlainNginx(at: { dir: string; port: number; appPort: number }): Promise<ServerChild> {
  const config = join(at.dir, 'plain.conf')
  writeFileSync(
    config,
    `pid ${at.dir}/plain.pid;
    error_log stderr notice;
    events {}
    http {
      access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${at.dir}/${kind};`).join(' ')}
      server {
        listen 127.0.0.1:${at.port};
        location / { proxy_pass http://127.0.0.1:${at.appPort}; proxy_set_header Host $http_host; }
      }
    }`,
  )
  return start(config)
}

const start = (config: string) =>
  startChild({
    command: [findNginx() ?? 'nginx', '-c', config, '-e', 'stderr', '-g', 'daemon off;'],
    ready: /start worker process/,
    readyWithinMs: 20_000,
  })

/** An nginx that was unpacked has nothing below /etc. */
const mimeTypes = () =>
  ['/etc/nginx/mime.types', join(unpacked, 'etc/nginx/mime.types')].find(existsSync) ?? '/dev/null'
