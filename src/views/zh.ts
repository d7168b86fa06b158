import type { Catalogue } from '../base/say'
import { zh as compare } from './compare/zh'

// All that the page says, in Simplified Chinese. Each folder keeps its own sentences in its `zh.ts`; a test finds what misses.

export const zh: Catalogue = {
  ...compare,
}
