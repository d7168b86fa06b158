import { zh as base } from '../base/zh'
import type { Catalogue } from '../base/say'
import { zh as profile } from '../profile/zh'
import { zh as store } from '../store/zh'
import { zh as timeline } from '../timeline/zh'
import { zh as banner } from './banner/zh'

// All that the page says, in Simplified Chinese. Each folder keeps its own sentences in its `zh.ts`; a test finds what misses.

export const zh: Catalogue = { ...base, ...profile, ...timeline, ...store, ...banner }
