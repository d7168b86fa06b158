import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'pasted text': '粘贴的文本',
  'could not be read': '无法读取',
  complete: '完整',
  'ends early (cut off)': '不完整（被截断）',
  'Every line was understood.': '每一行都已读懂。',
  'line {line}': '第 {line} 行',
  'and {count} more like these': '另有 {count} 条同类说明',
}
