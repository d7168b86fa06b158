import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'Overview of the whole timeline': '整条时间线总览',
  'Visible part of the timeline': '时间线的可见部分',
  '{from} to {to}, {time}': '{from} 至 {to}，{time}',
  'Start of the visible part': '可见部分的起点',
  'End of the visible part': '可见部分的终点',
  'overview {time}': '总览 {time}',
  all: '全部',
  'from a log': '来自日志',
  'from a page': '来自页面',
  'from metrics': '来自指标',
  'Which sample is from which source': '各样本的来源',
}
