import type { Page } from '@playwright/test'
import { quantile, type BenchResult } from '../benchResult'
import type { BrowserRun } from './browserRun'
import { inFrames, measureFrame, measurePaints, type Paints } from './interact'
import { openFile } from './openFile'
import type { BenchFile } from './sampleFiles'

const ROUNDS = 9

/** A table of 20,000 tasks and its tree, against a list of rows in bare DOM that does the same with the same tasks. */
export async function benchManyTasks(run: BrowserRun, file: BenchFile): Promise<BenchResult[]> {
  const floor = await run.open('/floor.html')
  await floor.page.evaluate(buildBareList, `/floor-${file.name}`)
  const open = await run.open('/')
  const { page, close } = open
  const frame = await measureFrame(page)
  await openFile(page, file.path)
  const table = page.getByRole('table', { name: 'Tasks' })
  await table.waitFor()
  const rows = Number(await table.getAttribute('aria-rowcount'))
  if (rows < 15_000) throw new Error(`The table of tasks has ${rows} rows where about 20,000 were opened.`)
  await page.waitForTimeout(1500)
  const results: BenchResult[] = []
  const header = (name: RegExp) => table.getByRole('columnheader', { name }).getByRole('button')
  for (const [what, column, bare] of [
    ['by number', /^now/i, 'number'],
    ['by name', /^Label/i, 'name'],
  ] as const) {
    const own = await measurePaints(open, ROUNDS, () => header(column).click())
    const least = await measurePaints(floor, ROUNDS, () => floor.page.getByRole('button', { name: bare, exact: true }).click())
    results.push(against(`${rows.toLocaleString('en-US')} tasks: sort ${what}`, own, least))
  }
  const type = (target: Page) => (step: number) => target.keyboard.press(step % 4 < 2 ? 'abcdef'[step % 6]! : 'Backspace')
  await page.getByRole('searchbox', { name: /Filter tasks/ }).focus()
  await floor.page.getByRole('searchbox').focus()
  const typed = await measurePaints(open, 12, type(page))
  const typedFloor = await measurePaints(floor, 12, type(floor.page))
  results.push(against('The same: a key in the filter', typed, typedFloor))
  const buttons = ['Expand all', 'Collapse all'] as const
  const opened = await measurePaints(open, 2 * ROUNDS, (step) =>
    page.getByRole('button', { name: buttons[step % 2]!, exact: true }).click(),
  )
  const unfolded = (_: number, step: number): boolean => step % 2 === 0
  results.push(
    ...inFrames(
      'Expand all of the tree of these',
      frame,
      { times: opened.times.filter(unfolded), works: opened.works.filter(unfolded) },
      [1.5],
    ),
  )
  await close()
  await floor.close()
  return results
}

function against(name: string, { times: own }: Paints, { times: floor }: Paints): BenchResult {
  const ratios = own.map((ms, round) => ms / floor[round]!)
  return {
    name,
    ratio: quantile(own, 0.5) / quantile(floor, 0.5),
    floor: `rows of bare DOM, recycled, ${quantile(floor, 0.5).toFixed(1)} ms`,
    goal: 2.5,
    value: `${quantile(own, 0.5).toFixed(1)} ms to the frame after it, p95 ${quantile(own, 0.95).toFixed(1)} ms`,
    spread: `${quantile(ratios, 0.25).toFixed(2)}-${quantile(ratios, 0.75).toFixed(2)}`,
  }
}

/** Runs in the page. 40 rows of 5 cells over an index: the least that shows, sorts and filters the tasks of the file. */
async function buildBareList(path: string): Promise<void> {
  interface Node {
    readonly name: string
    readonly children?: readonly Node[]
    readonly counters?: readonly { readonly name: string; readonly value: number | string }[]
  }
  const line = (await (await fetch(path)).text()).split('\n', 1)[0]!
  const found = new Map<string, number[]>()
  const visit = (node: Node): void => {
    if (node.name.includes('@'))
      found.set(
        node.name,
        (node.counters ?? []).map((counter) => Number(counter.value)),
      )
    for (const child of node.children ?? []) visit(child)
  }
  visit((JSON.parse(line) as { profile: Node }).profile)
  const names = [...found.keys()]
  const values = [...found.values()]
  if (names.length < 15_000) throw new Error(`The bare list found ${names.length} tasks.`)
  const order = names.map((_, index) => index)
  let shown = order
  const list = document.createElement('div')
  const rows = Array.from({ length: 40 }, () => {
    const row = document.createElement('div')
    for (let cell = 0; cell < 5; cell++) row.append(document.createElement('span'))
    list.append(row)
    return row
  })
  const draw = (): void => {
    rows.forEach((row, place) => {
      const index = shown[place]
      row.hidden = index === undefined
      if (index === undefined) return
      row.children[0]!.textContent = names[index]!
      for (let cell = 1; cell < 5; cell++) row.children[cell]!.textContent = String(values[index]![cell - 1] ?? '')
    })
  }
  const text = document.createElement('input')
  text.type = 'search'
  const filter = (): void => {
    shown = order.filter((index) => names[index]!.toLowerCase().includes(text.value.toLowerCase()))
    draw()
  }
  let sign = 1
  for (const [label, compare] of [
    ['number', (a: number, b: number) => (values[a]![0] ?? 0) - (values[b]![0] ?? 0)],
    ['name', (a: number, b: number) => (names[a]! < names[b]! ? -1 : 1)],
  ] as const) {
    const button = document.createElement('button')
    button.textContent = label
    button.onclick = () => {
      sign = -sign
      order.sort((a, b) => sign * compare(a, b))
      filter()
    }
    document.body.append(button)
  }
  text.oninput = filter
  document.body.append(text, list)
  draw()
}
