import { describe, expect, it } from 'vitest'
import { findRefusal, ownHosts } from './guard'

const hosts = ownHosts('127.0.0.1', 8765)
const ask = (
  headers: Record<string, string>,
  { method = 'GET', target = '/api/targets', hostCount = 1, httpVersion = '1.1' } = {},
): number | undefined =>
  findRefusal({ method, target, headers: { host: '127.0.0.1:8765', ...headers }, hostCount, httpVersion }, hosts)?.status

describe('who may ask', () => {
  it('the page itself, under each of its names', () => {
    for (const host of ['127.0.0.1:8765', 'localhost:8765', '[::1]:8765']) {
      expect(ask({ host })).toBeUndefined()
      expect(ask({ host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' })).toBeUndefined()
    }
  })

  it('a program without a browser, and the address bar', () => {
    expect(ask({})).toBeUndefined()
    expect(ask({ 'sec-fetch-site': 'none' })).toBeUndefined()
  })

  it.each([
    'evil.test:8765',
    'evil.test',
    '127.0.0.1',
    '127.0.0.1:8766',
    '127.0.0.1:8765.evil.test',
    'localhost.evil.test:8765',
    'localhost:87650',
    'LOCALHOST:8765',
    '127.0.0.1:8765 ',
    '127.1:8765',
    '0.0.0.0:8765',
    '',
  ])('nobody under the host "%s"', (host) => expect(ask({ host })).toBe(421))

  it('nobody with two hosts, or none', () => {
    expect(ask({}, { hostCount: 2 })).toBe(421)
    expect(ask({}, { hostCount: 0 })).toBe(421)
  })

  it.each([
    'null',
    'http://evil.test',
    'http://localhost.evil.test',
    'http://localhost:8765.evil.test',
    'https://localhost:8765',
    'http://localhost:3000',
    'http://localhost:8765/',
    '',
  ])('nobody from the origin "%s"', (origin) => expect(ask({ origin })).toBe(403))

  it('no other site, be it on the same computer', () => {
    expect(ask({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(ask({ 'sec-fetch-site': 'same-site' })).toBe(403)
  })

  it('a link on another site may open the page, and nothing else', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(ask(link, { target: '/' })).toBeUndefined()
    expect(ask(link, { target: '/api/targets' })).toBe(403)
    expect(ask({ ...link, 'sec-fetch-dest': 'iframe' }, { target: '/' })).toBe(403)
    expect(ask({ ...link, 'sec-fetch-mode': 'no-cors' }, { target: '/' })).toBe(403)
  })

  it('reading only, and without a body', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'PROPFIND', 'get'])
      expect(ask({}, { method })).toBe(405)
    expect(ask({}, { method: 'HEAD' })).toBeUndefined()
    expect(ask({ 'content-length': '5' })).toBe(400)
    expect(ask({ 'transfer-encoding': 'chunked' })).toBe(400)
    expect(ask({ 'content-length': '0' })).toBeUndefined()
  })

  it('HTTP, and of this century', () => {
    expect(ask({}, { httpVersion: '0.9' })).toBe(400)
    expect(ask({}, { httpVersion: '1.0' })).toBeUndefined()
  })

  it('a path, not an address', () => {
    for (const target of ['http://127.0.0.1:8765/api/health', '//evil.test/', '*', 'evil.test:443', ''])
      expect(ask({}, { target })).toBe(400)
  })

  it('without the port where the port is 80', () => {
    expect(ownHosts('127.0.0.1', 80).has('localhost')).toBe(true)
    expect(hosts.has('localhost')).toBe(false)
  })
})
