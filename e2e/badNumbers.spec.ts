import type { Page } from '@playwright/test'
import { SessionWriter } from '../src/format/session/write'
import type { Frame } from '../src/profile/frame'
import { makeMemorySnapshot, makeUid, type MemoryFigures } from '../src/testing/makeMemorySnapshot'
import { expect, test } from './viewerPage'

// Data at the edges of what can be: the page says what it can say of it in sentences, and never "NaN".

const T0 = Date.UTC(2026, 10, 23, 6)
const GIB = 2 ** 30

function fileOf(moments: readonly (readonly [at: number, figures: MemoryFigures | undefined])[]): Buffer {
  const writer = new SessionWriter({ tool: 'test', created: T0, target: 'edge', source: 'live', note: '' })
  const lines = moments.map(([at, figures], index) => {
    const made = makeMemorySnapshot({ ...figures, at })
    const snapshot = figures ? made : { ...made, profile: undefined }
    const frame: Frame = { kind: 'sample', seq: index + 1, at, tookMs: undefined, wireBytes: undefined, snapshot }
    return writer.lines(frame)
  })
  return Buffer.from(lines.join(''))
}

const series = (
  count: number,
  figures: (index: number) => MemoryFigures | undefined,
  everyMs = 10_000,
): (readonly [number, MemoryFigures | undefined])[] =>
  Array.from({ length: count }, (_, index) => [T0 + index * everyMs, figures(index)])

const tasks = (current: number | bigint): NonNullable<MemoryFigures['tasks']> => [
  { uid: makeUid(1), label: 'Query#Id=1a-1', type: 'query', current },
]

const CASES: readonly (readonly [name: string, moments: ReturnType<typeof series>])[] = [
  ['one sample', series(1, () => ({ rss: 5 * GIB, tasks: tasks(GIB) }))],
  ['equal times', series(50, (index) => ({ rss: GIB + index, tasks: tasks(index) }), 0)],
  [
    'a counter that is missing in half of the samples',
    series(100, (index) => (index % 2 === 0 ? { rss: GIB + index * 10_000_000 } : undefined)),
  ],
  ['all zeros', series(100, () => ({ rss: 0, virtual: 0, limit: 0, tasks: tasks(0) }))],
  ['values to 2^63', series(100, (index) => ({ rss: index % 2 === 0 ? 2n ** 63n - 1n : 0, tasks: tasks(2n ** 62n) }))],
  ['more tracked than there is', series(60, (index) => ({ rss: GIB, query: 3 * GIB + index, tasks: tasks(3 * GIB) }))],
]

for (const [name, moments] of CASES) {
  test(`no NaN anywhere on the page: ${name}`, async ({ viewer, programs }) => {
    const gateway = await programs.gateway({ targets: { none: 'http://127.0.0.1:9', other: 'http://127.0.0.1:9' } })
    await viewer.open(gateway.url)
    const { page } = viewer
    await viewer.openFile({ name: 'edge.memlane.ndjson', mimeType: 'application/x-ndjson', buffer: fileOf(moments) })
    await expect(viewer.status).toContainText('REPLAY')
    await expect(page.getByTestId('card-Growth')).not.toHaveText('…')
    await looksRight(page)

    await page.getByRole('tab', { name: 'What it means' }).click()
    await expect(page.getByRole('region', { name: 'Growth', exact: true })).toContainText(/[A-Z].*\./)
    await expect(page.getByRole('region', { name: 'Findings' })).toContainText(/[Nn]othing|finding/)
    await page.getByText('Rules and thresholds').click()
    await looksRight(page)

    await page.keyboard.press('Home')
    await page.keyboard.press('a')
    await page.keyboard.press('End')
    await expect(page.getByRole('region', { name: 'Comparison' })).toContainText('DIFF')
    await page.getByRole('tab', { name: 'Tasks' }).click()
    await looksRight(page)
    const task = page.locator('.tasks-open').first()
    if (await task.isVisible()) {
      await task.click()
      await expect(page.getByRole('region', { name: 'Task details' })).toContainText('first seen')
      await looksRight(page)
    }
  })
}

/** Neither in the text nor in what is read out or shown on hover. */
async function looksRight(page: Page): Promise<void> {
  const said = await page.evaluate(() => [
    document.body.innerText,
    ...Array.from(document.querySelectorAll('[title], [aria-label], [aria-valuetext], path'), (element) =>
      ['title', 'aria-label', 'aria-valuetext', 'd'].map((attribute) => element.getAttribute(attribute) ?? '').join(' '),
    ),
  ])
  expect(said.filter((text) => /NaN|Infinity|undefined/.test(text)).map((text) => text.slice(0, 200))).toEqual([])
}
