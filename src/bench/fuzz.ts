import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fuzzReaders } from '../testing/fuzzReaders'

// npm run fuzz [SECONDS] [SEED]: damaged texts of every form against the readers, until the time is over or something is wrong. The
// texts of a failed round are written to the folder fuzz-failures, and its seed gives the same round again.

const seconds = Number(process.argv[2] ?? 60)
const first = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31))
if (!(seconds > 0) || !Number.isSafeInteger(first)) {
  process.stderr.write('Usage: npm run fuzz [SECONDS] [SEED]. SECONDS is a number above 0, SEED a whole number.\n')
  process.exit(2)
}

/** A round takes some milliseconds; one that takes this long hangs for all that anyone wants to wait. */
const HANG_MS = 20_000

const end = performance.now() + seconds * 1000
let rounds = 0
let slowest = 0
for (let seed = first; performance.now() < end; seed++) {
  const begin = performance.now()
  const failed = await fuzzReaders(seed)
  const took = performance.now() - begin
  slowest = Math.max(slowest, took)
  rounds += 1
  const wrong = failed?.wrong ?? (took > HANG_MS ? `It took ${Math.round(took)} ms.` : undefined)
  if (wrong === undefined) continue
  const folder = join('fuzz-failures', String(seed))
  mkdirSync(folder, { recursive: true })
  failed?.inputs.forEach(({ name, bytes }, index) => writeFileSync(join(folder, `${index}-${name.replace(/\W+/g, '_')}`), bytes))
  process.stderr.write(`Round ${seed} failed: ${wrong}\nIts texts are in ${folder}. Again: npm run fuzz 1 ${seed}\n`)
  process.exit(1)
}
process.stdout.write(`${rounds} rounds from seed ${first}: nothing went wrong; the slowest took ${slowest.toFixed(0)} ms.\n`)
