import type { Catalogue } from '../base/say'
import { zh as sheet } from './sheet/zh'

export const zh: Catalogue = {
  ...sheet,
  'cache, metadata': '缓存、元数据',
  global: '全局',
  JVM: 'JVM',
  memtables: 'MemTable',
  jemalloc: 'jemalloc',
  'other tasks': '其他任务',
  query: '查询',
  untracked: '未跟踪',
  'This gateway has no target “{id}”; nobody was asked for it.': '此网关没有目标“{id}”；未向任何地址发出请求。',
  'Its moment is not in this timeline, which shows all that it has.': '链接所指的时刻不在此时间线中；已显示其全部内容。',
  'The link could not be followed in full.': '链接未能完全还原。',
  '{count} files': '{count} 个文件',
  '{name} holds no sample.': '“{name}”中没有样本。',
  '{name} could not be opened.': '无法打开“{name}”。',
  'What stands behind the # of the address is not a view of Memlane. The page shows its default view.':
    '地址中 # 之后的内容不是 Memlane 的视图。页面显示默认视图。',
  'It has {count} characters, and at most {most} are read. The page shows its default view.':
    '其长度为 {count} 个字符，最多只读取 {most} 个。页面显示默认视图。',
  'A newer Memlane made it (version {version} of links). What this one understands of it is shown.':
    '它由更新版本的 Memlane 生成（链接版本 {version}）。已显示本版本能理解的部分。',
  'These parts of it have values that they cannot have, and stand at their defaults: {keys}.':
    '以下部分的取值无效，已恢复默认值：{keys}。',
  'The timeline is kept in this browser, as {name} ({size}).': '时间线已保存在此浏览器中：{name}（{size}）。',
  'What comes from now on is not in it. Settings and the empty page list what is kept.':
    '此后的数据不包含在内。设置和空白页会列出已保存的时间线。',
  'The timeline could not be kept.': '时间线未能保存在此浏览器中。',
  'The browser gives this page no more storage. Delete what is kept (Settings), or save the timeline as a file.':
    '浏览器不再给此页面分配存储空间。请在设置中删除已保存的时间线，或将时间线保存为文件。',
  'The browser refuses storage to this page (a private window, or its settings). Save the timeline as a file.':
    '浏览器不允许此页面使用存储（隐私窗口或浏览器设置所致）。请将时间线保存为文件。',
  '{name} is no longer there.': '{name} 已不存在。',
  'The browser has deleted it, as it may do when its disk is full.': '浏览器已将其删除；磁盘空间不足时浏览器会这样做。',
  'It could not be deleted.': '未能删除。',
  'The browser refused; try again.': '浏览器拒绝了，请重试。',
  '{from} to {to} {zone}': '{from} 至 {to} {zone}',
  '{count} marks': '{count} 个标记',
  noted: '说明',
  'not understood': '未读懂',
  missing: '缺失',
  contradiction: '矛盾',
  ': ': '：',
  '{count} {type}': '{type} {count}',
  'Something is still being opened.': '还在打开其他文件。',
  'Wait until it is read, or cancel it; then compare.': '请等待读取完成或取消，然后再比较。',
}
