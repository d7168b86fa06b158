import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'Looking at the numbers …': '正在分析数据…',
  Findings: '结论',
  '{count} rules cannot decide: this source does not say enough': '{count} 条规则无法判断：数据源提供的信息不足',
  '{title}: {missing} is missing': '{title}：缺少{missing}',
  '({sure})': '（{sure}）',
  'since {time}': '始于 {time}',
  'Set the cursor to where it began': '把光标移到开始处',
  'Next:': '下一步：',
  Ladder: '逐级分解',
  'From RSS down to its parts': 'RSS 逐级分解',
  part: '部分',
  size: '大小',
  'share of RSS': '占 RSS',
  'what it is': '说明',
  'Beside it': '其他相关数值',
  'A view inside what is above it, not a part to add': '上级的另一种视图，不参与相加',
  '(derived)': '（推算）',
  'Doris’s page': 'Doris 文档',
}
