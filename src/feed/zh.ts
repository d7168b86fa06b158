import type { Catalogue } from '../base/say'

/** What the page says when it opens, saves and watches: the sentences of this folder and of main.tsx. */
export const zh: Catalogue = {}
