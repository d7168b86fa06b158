import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  Replay: '回放',
  ' · irregular samples from a log: each is held until the next, dotted and pale where nothing is known':
    ' · 来自日志的不等间隔样本：每个值保持到下一个样本，未知时段以虚线和淡色表示',
  ' · the text carries no time: it stands at the time of the paste or of the file': ' · 文本不含时间：取粘贴时间或文件时间',
  ' · the text ends early (cut off)': ' · 文本不完整（被截断）',
  ' · the file ends early (cut off at {time})': ' · 文件不完整（在 {time} 处被截断）',
  '{count} remarks of the reader': '{count} 条读取说明',
  ' · note: “{note}”': ' · 备注：“{note}”',
  'First sample': '第一个样本',
  'First sample (Home)': '第一个样本（Home）',
  'One sample back': '上一个样本',
  'One sample back (←)': '上一个样本（←）',
  Stop: '停止',
  'Play at {speed} times the time in which it was recorded': '以录制速度的 {speed} 倍播放',
  'One sample on': '下一个样本',
  'One sample on (→)': '下一个样本（→）',
  'Last sample': '最后一个样本',
  'Last sample (End)': '最后一个样本（End）',
  Sample: '样本',
  '{time}, sample {number} of {count}': '{time}，第 {number} 个样本，共 {count} 个',
  '{time} ({number} of {count})': '{time}（{number} / {count}）',
}
