// Which Chromium the browser tests use; the set-up and the Playwright configuration ask the same question.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'

const SYSTEM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable']

/**
 * `{ own: true }`: Playwright's own build is there. `{ own: false, path }`: a system one. undefined: none.
 * PLAYWRIGHT_CHROMIUM names a binary and wins over both.
 */
export function findChromium() {
  const named = process.env.PLAYWRIGHT_CHROMIUM
  if (named) return { own: false, path: named }
  const { chromium } = createRequire(import.meta.url)('playwright-core')
  const own = chromium.executablePath()
  // Headless runs use the sibling folder chromium_headless_shell-<revision>.
  const folder = own.replace(/([/\\])chromium-(\d+)[/\\].*$/, '$1chromium_headless_shell-$2')
  const system = SYSTEM.find((path) => existsSync(path))
  if (system) return { own: false, path: system }
  if (existsSync(own) || (folder !== own && existsSync(folder))) return { own: true, path: undefined }
  return undefined
}
