import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test, type ViewerPage } from './viewerPage'

const sample = {
  name: 'reference-process.memlane.ndjson.gz',
  mimeType: 'application/gzip',
  buffer: await readFile(fileURLToPath(new URL('../public/samples/reference-process.memlane.ndjson.gz', import.meta.url))),
}

const fingerprint = (viewer: ViewerPage) => viewer.page.getByRole('contentinfo').getByText(/#\d+·[0-9a-f]{6}/)

test('a link leads a colleague to the same moment of a live target; back and forward lead along what was looked at', async ({
  viewer,
  programs,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const backend = await programs.backend()
  const gateway = await programs.gateway({ targets: { one: backend.url, other: 'http://127.0.0.1:9' } })
  await viewer.open(gateway.url)
  await viewer.page.getByRole('button', { name: 'Watch one' }).click()
  await expect(viewer.page.getByRole('contentinfo')).toContainText(/[4-9] samples/)
  await viewer.page.keyboard.press('Home')
  await viewer.page.keyboard.press('ArrowRight')
  await viewer.page.getByRole('tab', { name: 'Events' }).click()
  await viewer.page.keyboard.press('l')
  await expect(viewer.page.getByText('The link is copied.')).toBeVisible()
  const link = await viewer.page.evaluate(() => navigator.clipboard.readText())
  expect(link).toMatch(/#v=1&be=one&r=\d+_\d+&t=\d+&p=events&u=iec&z=local$/)
  expect(link).not.toContain(new URL(backend.url).port)
  const mark = await fingerprint(viewer).textContent()

  await test.step('opened elsewhere it shows the same sample', async () => {
    const colleague = await context.newPage()
    await colleague.goto(link)
    await expect(colleague.getByRole('contentinfo').getByText(/#\d+·[0-9a-f]{6}/)).toHaveText(mark!)
    await expect(colleague.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true')
    await colleague.close()
  })

  await test.step('back and forward', async () => {
    await viewer.page.goBack()
    await expect(viewer.page.getByRole('tab', { name: 'Tasks' })).toHaveAttribute('aria-selected', 'true')
    await expect(fingerprint(viewer)).toHaveText(mark!)
    await viewer.page.goForward()
    await expect(viewer.page.getByRole('tab', { name: 'Events' })).toHaveAttribute('aria-selected', 'true')
    await viewer.page.goBack()
    await viewer.page.goBack()
    await expect(fingerprint(viewer)).not.toHaveText(mark!)
    await viewer.page.goBack()
    await expect(viewer.page.getByRole('button', { name: 'Watch one' })).toBeVisible()
    await viewer.page.goForward()
    await viewer.seesSamples()
  })
})

test('a link to a file asks for that file and shows its moment once it is opened', async ({ viewer, programs }) => {
  const gateway = await programs.gateway()
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  await viewer.openFile(sample)
  await expect(viewer.status).toContainText('REPLAY')
  await viewer.page.keyboard.press('p')
  await viewer.page.keyboard.press('k')
  const mark = await fingerprint(viewer).textContent()
  const rss = await viewer.card('RSS').textContent()
  await expect.poll(() => viewer.page.url()).toMatch(/#v=1&f=reference-process\.memlane\.ndjson\.gz&t=\d+/)
  await viewer.page.reload()
  await expect(viewer.page.getByText(/The link shows a moment of the file/)).toBeVisible()
  await viewer.openFile(sample)
  await expect(fingerprint(viewer)).toHaveText(mark!)
  await expect(viewer.card('RSS')).toHaveText(rss!)
  await expect(viewer.page.getByText(/The link shows a moment of the file/)).toBeHidden()
})

const GARBAGE = [
  '#%00%ff&v=&&==',
  '#v=1&be=http://127.0.0.1:9/profile&t=5',
  '#v=1&be=..%2f..%2fetc%2fpasswd&r=1_2',
  '#v=1&be=nobody&x=__proto__/constructor&p=__proto__&z=toString',
  `#v=1&x=${'a%2Cb,'.repeat(5_000)}`,
  '#v=99&t=1&r=0_1&so=nothing&u=<img src=x onerror=alert(1)>',
  `#v=1&r=${'9'.repeat(400)}_1&t=-1&a=NaN&b=Infinity`,
  '#javascript:alert(1)',
]

test('whatever stands in the hash, the page stands, says what is wrong, and asks nobody but its gateway for listed targets', async ({
  viewer,
  programs,
}) => {
  test.slow()
  const one = await programs.backend()
  const gateway = await programs.gateway({ targets: { one: one.url, other: 'http://127.0.0.1:9' } })
  const asked: string[] = []
  viewer.page.on('request', (request) => asked.push(request.url()))
  for (const hash of GARBAGE) {
    await viewer.page.goto('about:blank')
    await viewer.open(gateway.url + hash)
    await expect(viewer.page.getByRole('button', { name: 'Watch one' })).toBeVisible()
    await expect(viewer.page.getByRole('alert')).toContainText('The link could not be followed in full.')
  }
  const paths = asked.filter((url) => !url.startsWith('about:')).map((url) => new URL(url))
  expect(paths.filter(({ origin }) => origin !== gateway.url)).toEqual([])
  expect(paths.filter(({ pathname }) => /^\/api\/targets\/./.test(pathname))).toEqual([])
  await viewer.page.getByRole('button', { name: 'Watch one' }).click()
  await viewer.seesSamples()
})

test('where there is a single target, the page shows it and still says that the link was about another', async ({
  viewer,
  programs,
}) => {
  const backend = await programs.backend()
  const gateway = await programs.gateway({ targets: { one: backend.url } })
  for (const [hash, sentence] of [
    ['#v=1&be=be-17&t=5', 'This gateway has no target “be-17”; nobody was asked for it.'],
    ['#v=1&t=NaN&r=9_1', 'These parts of it have values that they cannot have'],
  ] as const) {
    await viewer.page.goto('about:blank')
    await viewer.open(gateway.url + hash)
    await viewer.seesSamples()
    await expect(viewer.page.getByRole('alert')).toContainText(sentence)
  }
})
