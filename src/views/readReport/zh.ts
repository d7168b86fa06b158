import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'pasted text': '粘贴的文本',
  'could not be read': '无法读取',
  complete: '完整',
  'ends early (cut off)': '不完整（被截断）',
  'Every line was understood.': '每一行都已读懂。',
  'line {line}': '第 {line} 行',
  'and {count} more like these': '另有 {count} 条同类说明',
  'Clock of log and kernel': '日志与内核的时钟',
  'Clock of the log': '日志的时钟',
  'A log does not say the time zone of its clock. It is read again at the one that you choose.':
    '日志不说明其时钟的时区。选择后会按所选时区重新读取。',
  'not said: UTC assumed': '未说明：按 UTC',
  'kernel + seconds': '内核时间 + 秒',
  'dmesg -T computes its times from how long the machine has been running: late by as long as it slept.':
    'dmesg -T 的时间由主机运行时长推算：主机休眠多久就偏晚多久。',
  Apply: '应用',
  'Copy this report': '复制此报告',
  'All of it as text: files, times, remarks with their lines': '全部内容的文本：文件、时间、说明及其行号',
  'Show this line in its surroundings': '查看该行的上下文',
  'Line {line} in its surroundings': '第 {line} 行的上下文',
  'Looking into the file …': '正在查看文件…',
  'The file has no such line any more: was it changed since?': '文件中已没有该行：是否已被修改？',
  '{count} lines before and after': '前后各 {count} 行',
}
