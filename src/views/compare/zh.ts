import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'a file…': '文件…',
  'about {bytes}, ± {error} B by the rounding of the source': '约 {bytes}，因来源的舍入有 ± {error} B 的误差',
  'Align the two timelines': '对齐两条时间线',
  'by clock': '按时钟对齐',
  'by load': '按负载对齐',
  'by start': '按启动时间对齐',
  Clear: '清除',
  'Compare from this moment on: set A at the cursor ( a ). Or draw from A to B with Shift held.':
    '从此刻开始比较：把 A 设在光标处（a）。也可以按住 Shift 从 A 拖到 B。',
  'Compare this timeline with that of a file or of another target': '将此时间线与某个文件或另一个目标的时间线比较',
  'Compare two moments': '比较两个时刻',
  'Compare with another timeline': '与另一条时间线比较',
  'Compare with…': '与…比较',
  'compared together with {others}': '合并比较：{others}',
  Comparison: '比较',
  'Copy as text': '复制为文本',
  DIFF: '对比',
  'Go to the moment to compare it with, and set A there.': '请移到要与之比较的时刻，在那里设置 A。',
  LIVE: '实时',
  'n/a': '无',
  'not reported': '未上报',
  'not reported at both moments': '两个时刻未都上报',
  now: '现在',
  'One of the two does not say what its tasks hold: align by clock or by start.':
    '其中一方没有上报任务占用的内存：请按时钟或按启动时间对齐。',
  PAUSED: '已暂停',
  REPLAY: '回放',
  rounding: '舍入',
  'Set A': '设 A',
  'Set A here': '在此设 A',
  'Set B': '设 B',
  'Set B, the moment that A is compared with, at the cursor ( b )': '把 B（与 A 比较的时刻）设在光标处（b）',
  Swap: '交换',
  'The comparison': '比较栏',
  'The other process was not watched as long after its start as this. Move the cursor, or align by clock or by load.':
    '另一个进程在启动后同样长的时间点没有样本。请移动光标，或按时钟、按负载对齐。',
  'The other timeline was not watched at this time. Align by start or by load, or move the cursor.':
    '另一条时间线在此时刻没有样本。请按启动时间或按负载对齐，或移动光标。',
  'The parts are not reported at both moments.': '各部分未在两个时刻都上报。',
  'There is no sample to compare.': '没有可比较的样本。',
  tracked: '已跟踪',
  untracked: '未跟踪',
  'untracked is {share} of it': '其中未跟踪占 {share}',
  'Which moment of the other timeline stands for this one: the same time, as long after the start, or as much in use by tasks':
    '另一条时间线中哪个时刻与此刻对应：同一时间、启动后同样长的时间，或任务占用同样多的内存',
  '{bytes} apart as printed, which the rounding of the source (± {error} B) explains: not a change':
    '打印值相差 {bytes}，来源的舍入（± {error} B）即可解释：不算变化',
  '{count} files': '{count} 个文件',
  '{name} could not be opened.': '无法打开 {name}。',
  '{name} holds no sample.': '{name} 中没有样本。',
  'Δ RSS − Σ Δ bands = {bytes}: not reported at both moments, or not read at one moment':
    'Δ RSS − Σ Δ 各部分 = {bytes}：未在两个时刻都上报，或不是同一时刻读取的',
  'Σ Δ bands = Δ RSS': 'Σ Δ 各部分 = Δ RSS',
  'Σ Δ bands = Δ RSS but for {bytes}, which is rounding': 'Σ Δ 各部分 = Δ RSS，仅差 {bytes}，为舍入所致',
  'Σ Δ: n/a, RSS or its parts are not reported at both moments': 'Σ Δ：无，RSS 或其各部分未在两个时刻都上报',
}
