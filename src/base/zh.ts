import type { Catalogue } from './say'

export const zh: Catalogue = {
  'not a time': '无效时间',
}
