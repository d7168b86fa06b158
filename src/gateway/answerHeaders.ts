// Policy 3 of hardening.md, on every answer. Frozen, so that no route can loosen them for another.

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), clipboard-write=(self)',
} as const

export const PAGE_HEADERS = Object.freeze({
  ...EVERYWHERE,
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
})

/** For everything that is not the page: shown by itself in a tab, it is inert. */
export const API_HEADERS = Object.freeze({
  ...EVERYWHERE,
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'no-store',
})
