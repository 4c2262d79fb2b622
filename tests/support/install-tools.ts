/**
 * Gets what the tests need besides Node, Java and Maven and a new machine may not have: a Chromium, an nginx, an openssl, other engines
 * that read Parquet. Says what it could not get; the tests that need it then fail or are counted as skipped. With Go it also gets
 * actionlint; without, that check is left to where there is one.
 */

import { getActionlint } from './actionlint.ts'
import { getBrowser } from './install-browser.ts'
import { getPythonPackages } from './python-packages.ts'
import { findProgram, installFromDebian } from './servers-debian.ts'
import { getNginx } from './servers-nginx.ts'

const say = (line: string) => console.log(line)

const browser = await getBrowser(say)
say(
  browser
    ? `Chromium: ${browser}`
    : 'No Chromium was found and none could be had: install one, or name it in CHROMIUM_PATH.',
)
const nginx = await getNginx(say)
say(nginx ? `nginx: ${nginx}` : 'No nginx was found and none could be had: install one.')
if (!findProgram('openssl')) await installFromDebian(['openssl'], say)
const engines = await getPythonPackages(say)
say(
  engines
    ? `pyarrow and chdb: ${engines}`
    : 'No pyarrow and chdb: the lake is then not read by engines other than DuckDB.',
)
const actionlint = await getActionlint(say)
say(
  actionlint
    ? `actionlint: ${actionlint}`
    : 'No actionlint, and no Go to build it with: the workflows are checked by CI alone.',
)
