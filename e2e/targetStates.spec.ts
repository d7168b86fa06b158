import {
  answerPage,
  answerProfile,
  askForPassword,
  hang,
  loginPage,
  startMisbehavingUpstream,
  tooBusy,
  type MisbehavingUpstream,
} from '../src/testing/misbehavingUpstream'
import { expect, test } from './viewerPage'

let upstream: MisbehavingUpstream
test.beforeEach(async () => {
  upstream = await startMisbehavingUpstream()
})
test.afterEach(() => upstream.stop())

test('case 05: a login page instead of a profile is BAD DATA, shown as text, and the last good values stay', async ({
  viewer,
  programs,
}) => {
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  const before = await viewer.card('RSS').textContent()
  upstream.behave(loginPage)
  await expect(viewer.status).toContainText('BAD DATA')
  await expect(viewer.page.getByRole('alert')).toContainText(/login|sign/i)
  await expect(viewer.page.getByRole('alert').getByRole('code').or(viewer.page.getByRole('alert').locator('code'))).toContainText(
    '<!DOCTYPE html>',
  )
  await expect(viewer.card('RSS')).toHaveText(before!)
})

test('case 06: a BE that asks for a password says how to give it', async ({ viewer, programs }) => {
  upstream.behave(askForPassword('root', 'secret'))
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await expect(viewer.status).toContainText('SIGN-IN NEEDED')
  await expect(viewer.page.getByRole('alert')).toContainText('--credentials')
  expect(gateway.output()).not.toContain('secret')
})

test('connecting and not answering are told apart: no zeros are shown meanwhile', async ({ viewer, programs }) => {
  upstream.behave(hang)
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await expect(viewer.status).toContainText('connecting')
  await expect(viewer.page.getByText(/Connecting to be1/)).toBeVisible()
  await expect(viewer.page.getByRole('alert')).toContainText(/did not answer|within 5 s|no answer/i, { timeout: 20_000 })
  await expect(viewer.page.getByText('0 B')).toHaveCount(0)
})

test('case 07: a busy target is left alone and the page says when it is asked again', async ({ viewer, programs }) => {
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await viewer.seesSamples()
  upstream.behave(tooBusy('30', '503 Service Unavailable'))
  await expect(viewer.status).toContainText('STALLED')
  await expect(viewer.page.getByRole('alert')).toContainText(/Next try in/)
})

test('an unmodified Doris page is a target like any other', async ({ viewer, programs }) => {
  const { readFile } = await import('node:fs/promises')
  const { fileURLToPath } = await import('node:url')
  const text = await readFile(
    fileURLToPath(new URL('../src/testing/golden/v1/memory_profile_00003.txt', import.meta.url)),
    'utf8',
  )
  upstream.behave(
    answerPage(
      `<h2 id="processProfileTitle">Process Profile</h2>\n<pre id="processProfile">${text}</pre><h2>Memory Info</h2>\n<pre></pre>`,
    ),
  )
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await expect(viewer.status).toContainText('LIVE')
  await expect(viewer.card('RSS')).toHaveText('8.05 GiB')
  await expect(viewer.page.getByRole('banner')).toContainText('generation P1')
  await expect(viewer.page.getByRole('contentinfo')).toContainText('rounded by the source')
})

test('a target that answers again after a failure goes on by itself', async ({ viewer, programs }) => {
  upstream.behave(hang)
  const gateway = await programs.gateway({ targets: { be1: upstream.url } })
  await viewer.open(gateway.url)
  await expect(viewer.page.getByRole('alert')).toBeVisible({ timeout: 20_000 })
  upstream.behave(answerProfile())
  await viewer.page.getByRole('button', { name: 'Retry now' }).click()
  await expect(viewer.status).toContainText('LIVE', { timeout: 65_000 })
})
