/**
 * Makes a checkout ready: installs what the lock file names, and with --build builds what is stale, with --tools gets what
 * tests need besides. Runs under whatever Node the machine has, before any dependency is there: Node's own modules only.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP']
const wants = (flag) => process.argv.includes(flag)

// What the production build is made of; tests and the server's own code run as they are.
const buildInputs = [
  'app',
  'components',
  'lib',
  'schema',
  'server/handle.ts',
  'next.config.mjs',
  'postcss.config.mjs',
  'package-lock.json',
]

async function main() {
  const lock = hashOf(['package-lock.json'])
  const installed = 'node_modules/.prepared'
  if (read(installed) !== lock) {
    await run('Installing packages from the lock file, about a minute', 'npm', [
      'ci',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
    writeFileSync(join(root, installed), lock)
  }
  // The scripts of package.json say exec, so that npm's signals reach the process itself; cmd.exe has no such word.
  if (process.platform === 'win32') writeFileSync(join(root, 'node_modules/.bin/exec.cmd'), '@%*\r\n')
  if (wants('--build')) {
    const inputs = hashOf(buildInputs)
    const built = '.next/prepared'
    if (read(built) !== inputs) {
      await run('Building the pages', 'node', ['node_modules/next/dist/bin/next', 'build'])
      mkdirSync(join(root, '.next'), { recursive: true })
      writeFileSync(join(root, built), inputs)
    }
  }
  if (wants('--tools'))
    await run('Looking for a Chromium, an nginx and engines for Parquet', 'node', ['tests/support/install-tools.ts'])
}

/**
 * Runs a command under the pinned Node; ends this process with the command's code when it fails. The command ends with this
 * process, and this process with its parent: npm starts it from a shell, which does not pass signals on.
 */
async function run(title, command, args) {
  process.stdout.write(`${title} …\n`)
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  })
  const parentId = process.ppid
  const watching = setInterval(() => process.ppid !== parentId && end('SIGTERM'), 500)
  const end = (signal) => {
    child.kill(signal)
    process.exit(1)
  }
  for (const signal of signals) process.on(signal, end)
  const status = await new Promise((resolve) => {
    child.once('exit', resolve)
    child.once('error', ({ message }) => {
      process.stderr.write(`${command}: ${message}\n`)
      resolve(1)
    })
  })
  clearInterval(watching)
  for (const signal of signals) process.off(signal, end)
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

await main()
