import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { printDorisPage } from '../../format/doris/page'
import { createManualClock } from '../../testing/manualClock'
import { answer, answerPage, makeProfileText, startMisbehavingUpstream, type Behaviour } from '../../testing/misbehavingUpstream'
import { startTestGateway, until, type TestGateway } from '../../testing/testGateway'

// An unmodified Doris BE: it answers with its page, whatever is asked for.

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one.stop()
})

const GOLDEN = new URL('../../testing/golden/v1/', import.meta.url)
const profileText = readFileSync(new URL('memory_profile_00015.txt', GOLDEN), 'utf8')

async function start(...script: Behaviour[]): Promise<{ gateway: TestGateway; next: () => Promise<void> }> {
  const upstream = await startMisbehavingUpstream(...script)
  running.push(upstream)
  const clock = createManualClock()
  const gateway = await startTestGateway({
    targets: [{ name: 'be-17', url: new URL(upstream.url) }],
    everyMs: 5000,
    idleEveryMs: 5000,
    clock,
  })
  running.push(gateway)
  const settled = (): Promise<void> =>
    until(async () => {
      const { pollingSince, nextTryAt } = await gateway.target()
      return pollingSince === null && nextTryAt !== null
    })
  clock.advance(0)
  await settled()
  return {
    gateway,
    async next() {
      clock.advance(5000)
      await settled()
    },
  }
}

describe('a Doris BE as it is', () => {
  it.each([
    ['the bare page that ?raw gives', { raw: true, escape: false }],
    ['the whole page with its skeleton', { raw: false, escape: false, version: 'doris-3.0.4' }],
    ['a page that is escaped as it should be', { raw: true, escape: true }],
  ])('%s is read as a profile', async (_, options) => {
    const { gateway } = await start(answerPage(printDorisPage({ profileText, ...options })))
    expect(await gateway.target()).toMatchObject({ kind: 'doris', lastSeq: 1, failure: null })
    const { text } = await gateway.ask('/api/targets/be-17/profile')
    const profile = JSON.parse(text) as { process: object; takenAt: number; profile: { children: { name: string }[] } }
    expect(profile.process).toMatchObject({ name: 'doris_be', host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) })
    expect(profile.takenAt).toBe((await gateway.target()).lastGoodAt)
    expect(profile.profile.children.map(({ name }) => name)).toEqual(
      [...profileText.matchAll(/^(\w+):/gm)].map(([, name]) => name),
    )
  })

  it('markup in a label stays text: no page of the target ever reaches the browser', async () => {
    const label = '<img src=x onerror=alert(1)>'
    const page = printDorisPage({ profileText: profileText.replaceAll('Query#Id=', `${label}#Id=`), raw: true, escape: false })
    const { gateway } = await start(answerPage(page))
    for (const path of ['profile', 'timeline']) {
      const { headers, text } = await gateway.ask(`/api/targets/be-17/${path}`)
      expect(headers['content-type']).toMatch(/^application\//)
      expect(text).not.toContain('<pre')
    }
  })

  it('a label that is not UTF-8 does not cost the sample', async () => {
    const page = printDorisPage({ profileText, raw: true, escape: false })
    const bytes = Buffer.from(page)
    bytes[page.indexOf('Memory') + 2] = 0xe4
    const { gateway } = await start(answer(bytes, { 'content-type': 'text/html' }))
    expect(await gateway.target()).toMatchObject({ kind: 'doris', lastSeq: 1 })
  })

  it('a page that ends in the middle is discarded, though nobody said how long it is', async () => {
    const page = printDorisPage({ profileText, raw: true, escape: false })
    const { gateway, next } = await start(answerPage(page), answerPage(page.slice(0, page.indexOf('</pre>') - 200)))
    await next()
    expect(await gateway.target()).toMatchObject({ lastSeq: 1, failure: { code: 'cut-off' } })
  })

  it('the notice that /mem_tracker moved is told in words', async () => {
    const { gateway } = await start(
      answerPage('<h3>mem_tracker webpage has been offline, please click <a href=../profile>Process Profile</a></h3>'),
    )
    expect((await gateway.target()).failure).toMatchObject({
      code: 'not-a-profile',
      message: expect.stringContaining('/profile'),
    })
  })

  it('a restart is seen from the peak of VmRSS, which never falls within one life', async () => {
    const grown = makeProfileText({ rss: 6e9 }).replace(/"pid":\d+,"startedAt":\d+,/, '')
    const smaller = makeProfileText({ rss: 5e9 })
      .replace(/"pid":\d+,"startedAt":\d+,/, '')
      .replace('"peak":5000000000', '"peak":6000000000')
    const anew = makeProfileText({ rss: 1e9 }).replace(/"pid":\d+,"startedAt":\d+,/, '')
    const { gateway, next } = await start(answer(grown), answer(smaller), answer(anew))
    await next()
    await next()
    const lines = await gateway.lines('be-17')
    expect(lines.map(({ k }) => k)).toEqual(['key', 'delta', 'mark', 'key'])
    expect(lines[2]).toMatchObject({ kind: 'restart' })
  })
})
