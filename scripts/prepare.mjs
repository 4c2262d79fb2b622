/**
 * Makes a checkout ready: installs what the lock file names, and with --build builds what is stale, with --browser gets a
 * Chromium for the tests. Runs under whatever Node the machine has, before any dependency is there: Node's own modules only.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const wants = (flag) => process.argv.includes(flag)

// What the production build is made of; tests and the server's own code run as they are.
const buildInputs = ['app', 'components', 'lib', 'schema', 'server/handle.ts', 'next.config.mjs', 'package-lock.json']

function main() {
  const lock = hashOf(['package-lock.json'])
  const installed = 'node_modules/.prepared'
  if (read(installed) !== lock) {
    run('Installing packages from the lock file, about a minute', 'npm', ['ci', '--no-audit', '--no-fund'])
    writeFileSync(join(root, installed), lock)
  }
  if (wants('--build')) {
    const inputs = hashOf(buildInputs)
    const built = '.next/prepared'
    if (read(built) !== inputs) {
      run('Building the pages', 'node', ['node_modules/next/dist/bin/next', 'build'])
      mkdirSync(join(root, '.next'), { recursive: true })
      writeFileSync(join(root, built), inputs)
    }
  }
  if (wants('--browser')) run('Looking for a Chromium', 'node', ['tests/support/install-browser.ts'])
}

/** Runs a command under the pinned Node; ends this process with the command's code when it fails. */
function run(title, command, args) {
  process.stdout.write(`${title} …\n`)
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  })
  if (error) process.stderr.write(`${command}: ${error.message}\n`)
  if (status !== 0) process.exit(status ?? 1)
}

function hashOf(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
  return hash.digest('hex')
}

function filesBelow(path) {
  const whole = join(root, path)
  if (!existsSync(whole)) return []
  if (!statSync(whole).isDirectory()) return [path]
  return readdirSync(whole)
    .sort()
    .flatMap((entry) => filesBelow(join(path, entry)))
}

function read(path) {
  const whole = join(root, path)
  return existsSync(whole) ? readFileSync(whole, 'utf8') : null
}

main()
