import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'Opening {name} ({done} read)': '正在打开“{name}”（已读取 {done}）',
  'Connecting to {name}, {time}. An answer is due within 10 s.': '正在连接 {name}，已 {time}。应答应在 10 s 内到达。',
  'the gateway': '网关',
  'No sample yet. This page goes on trying by itself.': '尚无样本。页面会自动继续尝试。',
  'Nothing loaded.': '尚未加载数据。',
  'Where did the memory go, when, and who has it? Watch a running process, or open what a dead one left.':
    '内存去了哪里、何时去的、谁在占用？监控运行中的进程，或打开已退出进程留下的数据。',
  'Watch {name}': '监控 {name}',
  'Try the sample': '试用示例',
  '{files}: a saved timeline ({timeline}), process-profile JSON, a saved {profile} page or its text; gzipped or not, several together.':
    '{files}：保存的时间线（{timeline}）、process-profile JSON、保存的 {profile} 页面或其文本；可为 gzip，可多个一起打开。',
  Files: '文件',
  '{paste} anywhere on this page (Ctrl+V): the text or HTML of Doris’s {profile}, also from its “Copy Page Text” button.':
    '{paste}：在页面任意位置按 Ctrl+V，可粘贴 Doris {profile} 页面的文本或 HTML，也可用该页的“Copy Page Text”按钮复制。',
  Paste: '粘贴',
  '{drop} files anywhere.': '{drop}：把文件拖到页面任意位置。',
  Drop: '拖放',
  'Nothing you open leaves this browser.': '您打开的内容不会离开此浏览器。',
}
