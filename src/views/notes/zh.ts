import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'Change the note': '修改备注',
  'It stands on the chart and under Events, and is saved with the timeline.': '备注会显示在图表和“事件”中，并随时间线一起保存。',
  'Note at {time}': '{time} 的备注',
  'Remove the note': '删除备注',
  'Set the note': '添加备注',
  'Text of the note': '备注内容',
}
