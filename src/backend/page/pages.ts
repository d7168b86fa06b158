import { printDorisPage } from '../../format/doris/page'
import { printProfileJson } from '../../format/json/write'
import { printProfile, styleOf } from '../../format/text/print'
import type { Backend } from '../backend'
import { printMetrics } from './metrics'

export interface PageAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const DOCS = 'https://doris.apache.org/docs/dev/admin-manual/trouble-shooting/memory-management/'
const DOCUMENTS = [
  { title: 'Memory Management Overview', href: `${DOCS}overview` },
  { title: 'Memory Tracker', href: `${DOCS}memory-feature/memory-tracker` },
  { title: 'Memory Control Strategy', href: `${DOCS}memory-feature/memory-control-strategy` },
  { title: 'Memory Log Analysis', href: `${DOCS}memory-analysis/memory-log-analysis` },
]
const PAGES = [
  { path: '/profile', title: 'profile' },
  { path: '/mem_tracker', title: 'mem_tracker' },
  { path: '/metrics', title: 'metrics' },
]
const HTML = 'text/html; charset=utf-8'

/** What a path answers; every look at /profile and /metrics reads the process anew. */
export function answerPage(backend: Backend, url: URL): PageAnswer {
  switch (url.pathname) {
    case '/':
    case '/profile':
      return answerProfile(backend, url.searchParams)
    case '/mem_tracker':
      return {
        status: 200,
        type: HTML,
        body:
          '<h2>mem_tracker webpage has been offline, please click <a href=../profile>Process Profile</a>, ' +
          'see MemoryProfile and Memory Info</h2>\n',
      }
    case '/metrics':
      return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: printMetrics(backend) }
    default:
      return {
        status: 404,
        type: 'text/plain; charset=utf-8',
        body: 'There is no such page. This process has /profile, /mem_tracker and /metrics.\n',
      }
  }
}

function answerProfile(backend: Backend, query: URLSearchParams): PageAnswer {
  const snapshot = backend.takeSnapshot()
  if (query.get('type') === 'json') return { status: 200, type: 'application/json', body: printProfileJson(snapshot) }
  const body = printDorisPage({
    profileText: printProfile(snapshot.profile!, styleOf(snapshot)),
    memoryInfo: snapshot.memoryInfo,
    documents: DOCUMENTS,
    raw: query.has('raw'),
    escape: true,
    version: `memlane-${backend.options.version} (reference process; where Doris prints jemalloc, this prints what V8 says of its heap)`,
    pages: PAGES,
  })
  return { status: 200, type: HTML, body }
}
