import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  Close: '关闭',
}
