import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BenchResult } from '../benchResult'
import type { BrowserRun } from './browserRun'
import { compare } from './openFile'

/** From the address to an empty page, against a page of words from the same server; and what has to be fetched for it. */
export async function benchStart(run: BrowserRun, rounds: number): Promise<BenchResult[]> {
  const floor: number[] = []
  const first: number[] = []
  const usable: number[] = []
  let early: readonly string[] = []
  for (let round = 0; round < rounds; round++) {
    const words = await run.open('/floor.html')
    floor.push(await words.page.evaluate(waitForPaint))
    await words.close()
    const { page, close } = await run.open('/')
    first.push(await page.evaluate(waitForPaint))
    await page.waitForFunction(() => !Number.isNaN(window.benchProbe.usableAt))
    usable.push(await page.evaluate(() => window.benchProbe.usableAt))
    early = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(
          (entry) => entry.name.endsWith('.js') && (entry as PerformanceResourceTiming).responseEnd <= window.benchProbe.usableAt,
        )
        .map((entry) => new URL(entry.name).pathname),
    )
    await close()
  }
  return [
    compare('First contentful paint, empty page', first, floor, 'a static HTML page on the same server', 1.5, ''),
    compare('Empty page usable', usable, floor, 'first paint of the static page', 6, `median of ${rounds}`),
    ...(await benchScripts(run.client, early)),
  ]
}

function waitForPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') resolve(entry.startTime)
    }).observe({ type: 'paint', buffered: true })
  })
}

/** The goals are in kB; as ratios they are those over the floor of this run. */
const EARLY_KB = 130
const ALL_KB = 290

async function benchScripts(client: string, early: readonly string[]): Promise<BenchResult[]> {
  const floor = await measureReact()
  const names = (await readdir(join(client, 'assets'))).filter((name) => name.endsWith('.js'))
  const sizes = new Map<string, number>()
  for (const name of names) sizes.set(name, await gzippedSize(join(client, 'assets', name)))
  const sum = (wanted: readonly string[]): number => wanted.reduce((total, name) => total + (sizes.get(name) ?? 0), 0)
  const isWorker = (name: string): boolean => name.includes('worker')
  const result = (name: string, bytes: number, goalKb: number | undefined): BenchResult => ({
    name,
    ratio: bytes / floor,
    floor: `react and react-dom, ${(floor / 1000).toFixed(1)} kB`,
    goal: goalKb === undefined ? undefined : (goalKb * 1000) / floor,
    value: `${(bytes / 1000).toFixed(1)} kB${goalKb === undefined ? '' : `, goal ${goalKb} kB`}`,
    spread: '',
  })
  return [
    result('Script, gzipped, until the empty page is usable', sum(early.map((path) => basename(path))), EARLY_KB),
    result('Script, gzipped, all of the page', sum(names.filter((name) => !isWorker(name))), ALL_KB),
    result('Script, gzipped, of the worker', sum(names.filter(isWorker)), undefined),
  ]
}

async function gzippedSize(path: string): Promise<number> {
  return existsSync(`${path}.gz`) ? (await readFile(`${path}.gz`)).length : gzipSync(await readFile(path), { level: 9 }).length
}

const REACT_ENTRY = 'virtual:react'

/** Bytes of react and react-dom by the same bundler, minified and gzipped. */
async function measureReact(): Promise<number> {
  // Not bundled: Vite finds its own files beside itself.
  const { build } = createRequire(import.meta.url)('vite') as typeof import('vite')
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'react-alone',
        resolveId: (id) => (id === REACT_ENTRY ? join(process.cwd(), 'react-alone.js') : undefined),
        load: (id) =>
          id.endsWith('react-alone.js')
            ? `import { createElement, useState, useEffect, useMemo, useRef } from 'react'\nimport { createRoot } from 'react-dom/client'\nwindow.kept = [createElement, useState, useEffect, useMemo, useRef, createRoot]`
            : undefined,
      },
    ],
    build: { write: false, rolldownOptions: { input: REACT_ENTRY } },
  })
  const outputs = (Array.isArray(built) ? built : [built]) as readonly {
    readonly output: readonly { readonly code?: string }[]
  }[]
  const code = outputs.flatMap(({ output }) => output.map((file) => file.code ?? '')).join('')
  return gzipSync(code, { level: 9 }).length
}
