/** Certificates for a server on the loopback address, made by the openssl on the PATH. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath } from './servers-child.ts'

export const canMakeCertificates = findOnPath('openssl') !== null

export interface Certificates {
  /** The authority that signed the server's. */
  caFile: string
  certFile: string
  keyFile: string
  /** Key and certificate in one file. */
  pemFile: string
}

/** An authority and a certificate of this machine that it signed, by these names, valid for two days. */
export function makeCertificates(dir: string, names = 'IP:127.0.0.1,DNS:localhost'): Certificates {
  const at = (name: string) => join(dir, name)
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  const fresh = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  openssl('req', ...fresh, '-subj', '/CN=convoy test CA', '-keyout', 'ca.key', '-out', 'ca.crt')
  const signed = [
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-addext',
    `subjectAltName=${names}`,
    '-addext',
    'basicConstraints=critical,CA:FALSE',
  ]
  openssl('req', ...fresh, ...signed, '-subj', '/CN=127.0.0.1', '-keyout', 'server.key', '-out', 'server.crt')
  writeFileSync(at('server.pem'), readFileSync(at('server.key'), 'utf8') + readFileSync(at('server.crt'), 'utf8'))
  return { caFile: at('ca.crt'), certFile: at('server.crt'), keyFile: at('server.key'), pemFile: at('server.pem') }
}
