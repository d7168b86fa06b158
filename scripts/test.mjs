// npm test: types, lint, formatting, unit tests, build, browser tests. Goes on after a failure, so that one run tells everything, and
// ends with one line that counts: "412 passed, 0 failed, 3 skipped". A failed check of types, lint, formatting or build counts as one.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const only = process.argv.slice(2)
const results = 'test-results'
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, skipped: 0 }

check('types', 'tsc', '--noEmit')
check('lint', 'oxlint', '--type-aware')
check('formatting', 'oxfmt', '--check')
count('unit tests', readVitest, 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile=${results}/unit.json`)
if (check('build', 'vite', 'build', '--logLevel', 'warn')) {
  process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = `${results}/browser.json`
  count('browser tests', readPlaywright, 'playwright', 'test', '--reporter=list,json', ...only)
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)

function run(name, command, args) {
  console.log(`\n== ${name}`)
  const windows = process.platform === 'win32'
  const bin = fileURLToPath(new URL(`../node_modules/.bin/${command}${windows ? '.cmd' : ''}`, import.meta.url))
  return spawnSync(bin, args, { stdio: 'inherit', shell: windows }).status === 0
}

function check(name, command, ...args) {
  const good = run(name, command, args)
  total[good ? 'passed' : 'failed'] += 1
  if (!good) console.log(`== ${name}: FAILED`)
  return good
}

function count(name, read, command, ...args) {
  const good = run(name, command, args)
  let counted
  try {
    counted = read()
  } catch (error) {
    console.log(`== ${name}: no result was written (${error.message})`)
    counted = { passed: 0, failed: 1, skipped: 0 }
  }
  for (const key of Object.keys(total)) total[key] += counted[key]
  // A runner that fails without a failed test (a crash, a hook) is a failure all the same.
  if (!good && counted.failed === 0) total.failed += 1
}

function readVitest() {
  const json = JSON.parse(readFileSync(`${results}/unit.json`, 'utf8'))
  const suites = json.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length
  return { passed: json.numPassedTests, failed: json.numFailedTests + suites, skipped: json.numPendingTests + json.numTodoTests }
}

function readPlaywright() {
  const { stats } = JSON.parse(readFileSync(`${results}/browser.json`, 'utf8'))
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped }
}
