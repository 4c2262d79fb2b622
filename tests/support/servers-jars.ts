/** Servers from their published artifacts. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, runToEnd } from './servers-child.ts'

/** Folder of the checkout for what is fetched once: git ignores it. */
export const serversDir = join(import.meta.dirname, '../../.servers')

const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'

/** The folder with the jars that a POM names, fetched once and kept for as long as the POM stays; null without Java 17 or Maven. */
export async function fetchJars({
  pom,
  into,
  title,
  say,
}: {
  pom: string
  into: string
  title: string
  say: (line: string) => void
}) {
  const wanted = createHash('sha256').update(readFileSync(pom)).digest('hex')
  const stamp = join(into, 'fetched')
  if ((await javaVersion()) < 17) return null
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return into
  const maven = findOnPath('mvn')
  if (!maven) return null
  say(`${title}: fetching its jars by Maven …`)
  // Beside its place first: another run may be at the same.
  const arriving = `${into}.${process.pid}`
  mkdirSync(arriving, { recursive: true })
  const options = ['-B', '-ntp', '-q', '-f', pom, `-DoutputDirectory=${arriving}`]
  const { isDone, output } = await runToEnd([maven, ...options, copyDependencies], 600_000)
  if (!isDone) {
    rmSync(arriving, { recursive: true, force: true })
    say(`${title}: Maven gave none:\n${output.trim().split('\n').slice(-5).join('\n')}`)
    return null
  }
  writeFileSync(join(arriving, 'fetched'), wanted)
  rmSync(into, { recursive: true, force: true })
  renameSync(arriving, into)
  return into
}

/** 0 where there is no Java. */
async function javaVersion(): Promise<number> {
  const [, major] = /version "(\d+)/.exec((await runToEnd(['java', '-version'], 30_000)).output) ?? []
  return Number(major ?? 0)
}
