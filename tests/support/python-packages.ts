/**
 * Other engines that read Parquet, from PyPI, in a folder of the checkout; both have the Apache License 2.0. `pyarrow` is the reader
 * that pandas, Spark's Python and many others use (55 MB, 170 MB on disk); `chdb-core` is ClickHouse as a library (182 MB, 530 MB on
 * disk), the part of `chdb` that needs no pandas.
 */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, runToEnd } from './servers-child.ts'
import { installFromDebian } from './servers-debian.ts'
import { serversDir } from './servers-jars.ts'

const packages = ['pyarrow==26.0.1', 'chdb-core==26.9.0']
const into = join(serversDir, `python-${packages.join('-').replaceAll('==', '-')}`)

/** The folder to name in PYTHONPATH; null where they are not installed. */
export const findPythonPackages = (): string | null => (existsSync(join(into, 'installed')) ? into : null)

const hasPip = async (): Promise<boolean> => (await runToEnd(['python3', '-m', 'pip', '--version'], 30_000)).isDone

/** The same, and installs them where they are not there and pip is or can be had. */
export async function getPythonPackages(say: (line: string) => void): Promise<string | null> {
  if (findPythonPackages()) return into
  if (!(await hasPip())) await installFromDebian(['python3', 'python3-pip'], say)
  const python = findOnPath('python3')
  if (!python || !(await hasPip())) return null
  say(`Installing ${packages.join(' and ')} by pip, about 240 MB …`)
  // Beside its place first: another run may be at the same.
  const arriving = `${into}.${process.pid}`
  mkdirSync(arriving, { recursive: true })
  const options = ['--quiet', '--no-deps', '--no-compile', '--only-binary=:all:', '--disable-pip-version-check']
  const command = [python, '-m', 'pip', 'install', ...options, '--target', arriving, ...packages]
  const { isDone, output } = await runToEnd(command, 600_000)
  if (isDone) {
    writeFileSync(join(arriving, 'installed'), '')
    rmSync(into, { recursive: true, force: true })
    renameSync(arriving, into)
  } else {
    rmSync(arriving, { recursive: true, force: true })
    say(`pip gave none: ${output.trim().split('\n').at(-1)}`)
  }
  return findPythonPackages()
}
