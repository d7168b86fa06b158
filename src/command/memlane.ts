#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { version } from '../../package.json'

const HELP = `memlane: where did the memory go, when, and who has it?

Usage: memlane COMMAND [options]

  memlane serve      the page, live, for Doris BEs and other programs that serve their memory profile
  memlane record     the timelines of targets kept on disk, without a page
  memlane convert    a profile, text, page or saved timeline into another form
  memlane report     one HTML file of a profile, log or saved timeline that replays anywhere
  memlane check      what the rules find in a profile, log or saved timeline; ends with 3 if there is something
  memlane backend    the reference process alone

  memlane COMMAND --help    what a command takes
  memlane --version
`

async function run(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args
  // A recorder has started this program once more, as a thread.
  if (!isMainThread) return (await import('./foldInThread')).runFold(rest)
  const io = { stdout: process.stdout, stderr: process.stderr }
  switch (command) {
    case 'serve':
      return (await import('./serve')).runServe(rest, io, fileURLToPath(import.meta.url))
    case 'convert':
      return (await import('./convert')).runConvert(rest, { ...io, stdin: process.stdin })
    case 'check':
      return (await import('./check')).runCheck(rest, { ...io, stdin: process.stdin })
    case 'report':
      return (await import('./report')).runReport(rest, { ...io, stdin: process.stdin }, fileURLToPath(import.meta.url))
    case 'record':
      return (await import('./record')).runRecord(rest, io, fileURLToPath(import.meta.url))
    case 'backend':
      return (await import('./backend')).runBackend(rest, io)
    case '--version':
    case '-v':
      io.stdout.write(`memlane ${version}\n`)
      return 0
    case '--help':
    case '-h':
    case 'help':
      io.stdout.write(HELP)
      return 0
    case undefined:
      io.stderr.write(HELP)
      return 2
    default:
      io.stderr.write(`There is no command "${command}". See memlane --help.\n`)
      return 2
  }
}

// Whoever reads our output may stop reading, as head does; that is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

run(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status
  },
  (error: unknown) => {
    process.stderr.write(`memlane: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  },
)
