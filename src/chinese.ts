import { zh as feed } from './feed/zh'
import { heard } from './views/heard'
import { zh as views } from './views/zh'

// What main.tsx hands to setLanguage when Chinese is chosen; fetched only then.

export const zh = { ...views, ...feed }
export { heard }
