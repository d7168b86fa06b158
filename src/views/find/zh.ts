import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  Tree: '内存树',
  Tasks: '任务',
  Events: '事件',
  'Find in tree, tasks and events': '在树、任务和事件中查找',
  'Find  ( / )': '查找（/）',
  'Words, "words in quotes", type:query, id:529e, >1GiB, <10MB, grew, shrank, left, /regular expression/. Enter: next, Shift+Enter: previous; n and N from anywhere.':
    '词语、"引号中的词语"、type:query、id:529e、>1GiB、<10MB、grew（增长）、shrank（减小）、left（离开）、/正则表达式/。Enter：下一个，Shift+Enter：上一个；在任何地方按 n 和 N。',
  'searching …': '查找中…',
  'Nothing at this moment matches.': '此刻没有匹配项。',
  '{count} found': '找到 {count} 项',
  '{place} of {count}': '第 {place} 项，共 {count} 项',
  'since {time}': '始于 {time}',
  Previous: '上一个',
  'Previous (Shift+Enter, N)': '上一个（Shift+Enter、N）',
  Next: '下一个',
  'Next (Enter, n)': '下一个（Enter、n）',
  'There is nothing earlier to compare with: set A, or show more time.': '没有更早的时刻可比较：请设置 A，或显示更长的时间。',
  '{name} wants a text behind it, such as {example}': '{name} 后面需要文本，例如 {example}',
  '{text} is no size; write {example}': '{text} 不是大小；请写成 {example}',
  'This is no regular expression: {reason}': '这不是正则表达式：{reason}',
  'This expression takes too long: it was stopped after 1 s. Write a simpler one.':
    '此表达式耗时过长：1 s 后已停止。请写一个更简单的。',
  'The search stopped: {reason}': '查找已停止：{reason}',
  'The search could not be started.': '无法启动查找。',
  'Find in tree, tasks and events: words, type:query, >1GiB, grew, id:…, /…/':
    '在树、任务和事件中查找：词语、type:query、>1GiB、grew、id:…、/…/',
  'In the tasks: the task through time': '任务表中：该任务的历程',
  'Next hit of the find box': '查找框的下一项',
  'Previous hit of the find box': '查找框的上一项',
  'A report cannot try regular expressions safely: use words, or open the timeline in Memlane.':
    '报告中无法安全地运行正则表达式：请使用词语，或在 Memlane 中打开时间线。',
}
