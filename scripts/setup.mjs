// Brings a fresh clone to a state in which everything runs: `node scripts/setup.mjs [browser]`. Needs nothing but Node and npm.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  stop(`Memlane needs Node 20.19 or newer, and this is Node ${process.versions.node}. Install a newer one and try again.`)
}

// npm writes this file at the end of an install: older than the lock file means out of date.
const stamp = 'node_modules/.package-lock.json'
if (!existsSync(stamp) || statSync(stamp).mtimeMs < statSync('package-lock.json').mtimeMs) {
  console.log('Installing the packages that Memlane is built with …')
  const done = npm('ci', '--no-audit', '--no-fund')
  if (done.status !== 0) stop('npm ci failed; what it says is above. Memlane needs the npm registry once, to install.')
}

if (process.argv.includes('browser')) await ensureChromium()

async function ensureChromium() {
  const { findChromium } = await import('./findChromium.mjs')
  if (findChromium()) return
  console.log('No Chromium found. Trying Playwright’s own …')
  npm('exec', '--', 'playwright', 'install', '--only-shell', 'chromium')
  if (findChromium()) return
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    console.log('That did not work. Trying Debian’s package …')
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
    const apt = (...args) => {
      const [command, ...rest] = [...sudo, 'apt-get', ...args]
      spawnSync(command, rest, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    }
    apt('update', '-q')
    apt('install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core')
    if (findChromium()) return
  }
  stop(
    'The browser tests need Chromium, and none could be installed. Install the package "chromium" of your system (or Chrome), ' +
      'or set PLAYWRIGHT_CHROMIUM to the path of one, and try again.',
  )
}

function npm(...args) {
  const windows = process.platform === 'win32'
  return spawnSync(windows ? 'npm.cmd' : 'npm', args, { stdio: 'inherit', shell: windows })
}

function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}
