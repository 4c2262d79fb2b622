/** Writes log lines to stdout, and survives a closed or blocked stdout. */
import { fstatSync, writeSync } from 'node:fs'

export interface LogOutput {
  /** Never throws or blocks: a line that can't be written at once is dropped and counted. */
  write(line: string): void
  /** Lines dropped since the start. */
  readonly droppedLines: number
  /** Resolves when everything is written, or after `timeoutMs`. */
  flush(timeoutMs: number): Promise<void>
}

const stdoutFd = 1
/** Buffer for a slow reader. */
const maxPendingBytes = 1 << 20

/**
 * Opens stdout for the log. When writing works again after a failure, a warning says how many lines were lost.
 * From then on a closed or failing stdout or stderr does not end the process.
 */
export function openLogOutput(): LogOutput {
  // Otherwise a library that prints to a closed stream causes an unhandled error event.
  process.stderr.on('error', () => {})
  letTerminalBeStopped(process.stderr)
  return isFile(stdoutFd) ? openFileOutput() : openStreamOutput(process.stdout)
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile()
  } catch {
    return false
  }
}

/** Node's file stream destroys itself when the disk is full, and would not resume when there is space again. */
function openFileOutput(): LogOutput {
  const losses = createLosses()
  let isCut = false
  const append = (text: string): boolean => {
    const bytes = Buffer.from(isCut ? `\n${text}` : text)
    let writtenBytes = 0
    try {
      while (writtenBytes < bytes.length) writtenBytes += writeSync(stdoutFd, bytes, writtenBytes)
      isCut = false
      return true
    } catch {
      isCut = true // or what a library wrote to stderr is, which may be the same file
      return false
    }
  }
  return {
    write(line) {
      if (!append(losses.report() + line)) losses.add()
      else losses.reported()
    },
    get droppedLines() {
      return losses.total
    },
    flush: async () => {},
  }
}

function openStreamOutput(stdout: NodeJS.WriteStream): LogOutput {
  const losses = createLosses()
  stdout.on('error', () => {})
  letTerminalBeStopped(stdout)
  return {
    write(line) {
      if (!stdout.writable || stdout.writableLength > maxPendingBytes) return losses.add()
      stdout.write(losses.report() + line)
      losses.reported()
    },
    get droppedLines() {
      return losses.total
    },
    async flush(timeoutMs) {
      if (!stdout.writable || stdout.writableLength === 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        stdout.write('', () => {
          clearTimeout(timer)
          resolve()
        })
      })
    },
  }
}

/** Node writes to a terminal in blocking mode, so Ctrl-S would stop the whole process. There is no public API to change that. */
function letTerminalBeStopped(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY) return
  const { _handle: handle } = stream as { _handle?: { setBlocking?(isBlocking: boolean): number } }
  handle?.setBlocking?.(false)
}

/** Counts dropped lines, in total and since the last report. */
function createLosses() {
  let total = 0
  let unreported = 0
  return {
    get total() {
      return total
    },
    add() {
      total++
      unreported++
    },
    /** The line to write before the next one; empty when nothing was lost. */
    report: () =>
      unreported === 0
        ? ''
        : `${JSON.stringify({ level: 40, time: Date.now(), lines: unreported, msg: 'log lines could not be written and are lost' })}\n`,
    reported() {
      unreported = 0
    },
  }
}
