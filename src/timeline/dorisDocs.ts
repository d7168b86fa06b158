// The pages of Doris's own manual about its memory (doris-formats.md, section 11). Constants only: nothing that a target or a file says
// ever becomes a part of a link.

const BASE = 'https://doris.apache.org/docs/dev/admin-manual/trouble-shooting/memory-management'

export const DORIS_DOCS = {
  overview: `${BASE}/overview`,
  faq: `${BASE}/memory-issue-faq`,
  tracker: `${BASE}/memory-feature/memory-tracker`,
  control: `${BASE}/memory-feature/memory-control-strategy`,
  log: `${BASE}/memory-analysis/memory-log-analysis`,
  jemalloc: `${BASE}/memory-analysis/jemalloc-memory-analysis`,
  global: `${BASE}/memory-analysis/global-memory-analysis`,
  cache: `${BASE}/memory-analysis/doris-cache-memory-analysis`,
  metadata: `${BASE}/memory-analysis/metadata-memory-analysis`,
  load: `${BASE}/memory-analysis/load-memory-analysis`,
  query: `${BASE}/memory-analysis/query-memory-analysis`,
  queryLimit: `${BASE}/memory-analysis/query-cancelled-after-query-memory-exceeded`,
  processLimit: `${BASE}/memory-analysis/query-cancelled-after-process-memory-exceeded`,
  oom: `${BASE}/memory-analysis/oom-crash-analysis`,
  heapProfile: `${BASE}/memory-analysis/heap-profile-memory-analysis`,
} as const

/** The address of a page of Doris's manual. */
export type DorisDoc = (typeof DORIS_DOCS)[keyof typeof DORIS_DOCS]
