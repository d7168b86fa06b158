import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'as Doris prints (GB = GiB)': '按 Doris 格式（GB = GiB）',
  'as the system has it': '跟随系统',
  'at most {megabytes} MB': '最多 {megabytes} MB',
  'Beyond it its oldest part is thinned, and the chart says so.': '超过后最早的部分会被抽稀，图表中会注明。',
  'browser time': '浏览器时间',
  'browser’s language': '跟随浏览器语言',
  dark: '深色',
  Delete: '删除',
  'Delete {name}': '删除 {name}',
  'GiB (1024³)': 'GiB（1024³）',
  'high contrast': '高对比度',
  'host time': '主机时间',
  'host time (zone not told: UTC)': '主机时间（时区未知：UTC）',
  'Kept in this browser': '保存在此浏览器中的时间线',
  'kept {time}': '保存于 {time}',
  light: '浅色',
  'Memory of a live timeline': '实时时间线的内存上限',
  'Nothing is kept. “Keep here” in the bar above keeps a timeline.':
    '尚未保存任何时间线。上方工具栏的“保存在此”可保存当前时间线。',
  Settings: '设置',
  Theme: '主题',
  'These choices stay in this browser. Nothing about targets or data does, unless you keep a timeline here.':
    '这些选项保存在此浏览器中。目标和数据不会保存，除非你主动把时间线保存在此。',
  'Time zone': '时区',
  Units: '单位',
  'Wall: only header, figures and chart ( f )': '大屏模式：只显示页头、数值和图表（f）',
  '{count} samples': '{count} 个样本',
  '{size} together': '合计 {size}',
}
