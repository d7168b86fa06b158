import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from '@playwright/test'
import { findChromium } from '../../../scripts/findChromium.mjs'
import { installProbe } from './probe'
import type { BenchFile } from './sampleFiles'

const START_MS = 20_000

/** The built page behind the real gateway, and a browser to look at it with. */
export interface BrowserRun {
  readonly url: string
  readonly client: string
  /** A fresh page in a fresh context: nothing is kept from the one before. */
  open(path: string): Promise<OpenPage>
  stop(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  readonly cdp: CDPSession
  readonly close: () => Promise<void>
}

/** Is there a browser? Undefined, or the sentence that says why not. */
export function whyNoBrowser(): string | undefined {
  if (!existsSync('dist/client/index.html')) return 'there is no built page in dist/client: run npm run bench, which builds it'
  return findChromium() ? undefined : 'no Chromium was found (npm test installs one, or set PLAYWRIGHT_CHROMIUM)'
}

/**
 * Starts the gateway on a copy of dist, with the files of the floors beside the page, so that page and floor come from one server.
 * Its two targets answer nothing: with two the page waits to be told, and is empty.
 */
export async function startBrowserRun(files: readonly BenchFile[]): Promise<BrowserRun> {
  const folder = mkdtempSync(join(tmpdir(), 'memlane-bench-run-'))
  cpSync('dist', join(folder, 'dist'), { recursive: true })
  copyFileSync('package.json', join(folder, 'package.json'))
  const client = join(folder, 'dist/client')
  for (const file of files) copyFileSync(file.path, join(client, `floor-${file.name}`))
  writeFileSync(join(client, 'floor.html'), STATIC_PAGE)
  const targets = ['a', 'b'].flatMap((name) => ['--target', `${name}=http://127.0.0.1:9`])
  const gateway = spawn(
    process.execPath,
    [join(folder, 'dist/server/memlane.js'), 'serve', '--port', '0', '--idle-every', 'off', ...targets],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let browser: Browser | undefined
  const stop = async (): Promise<void> => {
    await browser?.close()
    await end(gateway)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const url = await waitForUrl(gateway)
    // Not bundled: it finds its own files beside itself.
    const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('@playwright/test')
    const path = findChromium()?.path
    browser = await chromium.launch({
      ...(path === undefined ? {} : { executablePath: path }),
      args: ['--enable-precise-memory-info', '--no-first-run', '--disable-background-networking', '--disable-component-update'],
    })
    const running = browser
    return {
      url,
      client,
      async open(path) {
        const context = await running.newContext({ viewport: { width: 1440, height: 900 } })
        const page = await context.newPage()
        await page.addInitScript(installProbe)
        const cdp = await context.newCDPSession(page)
        await cdp.send('Performance.enable')
        await page.goto(url + path)
        return { page, cdp, close: () => context.close() }
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Bytes in use after a collection: objects of JavaScript, and what lies in array buffers beside them. */
export async function measureHeap(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage')
  await cdp.send('HeapProfiler.collectGarbage')
  const { usedSize, ...more } = await cdp.send('Runtime.getHeapUsage')
  const { backingStorageSize = 0 } = more as { backingStorageSize?: number }
  return usedSize + backingStorageSize
}

/** Seconds that the main thread of the page has worked so far, drawing included. */
export async function measureTaskMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find((metric) => metric.name === 'TaskDuration')?.value ?? Number.NaN) * 1000
}

async function waitForUrl(gateway: ChildProcess): Promise<string> {
  let printed = ''
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The gateway did not come up:\n${printed}`)), START_MS)
    const listen = (chunk: Buffer): void => {
      printed += chunk.toString()
      const url = /Memlane is at (http:\/\/[^\s/]+)/.exec(printed)?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      resolve(url)
    }
    gateway.stdout?.on('data', listen)
    gateway.stderr?.on('data', listen)
    gateway.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The gateway ended with ${code}:\n${printed}`))
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

/** The floor of the first paint, and the empty page in which the other floors run. */
const STATIC_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Floor</title></head>
<body><h1>Nothing loaded.</h1><p>A page of words, without a script.</p></body></html>
`
