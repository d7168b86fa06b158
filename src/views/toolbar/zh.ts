import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  Page: '页面',
  'Show the newest sample and follow ( . )': '显示最新样本并跟随（ . ）',
  Follow: '跟随',
  'Hold the picture; samples are still collected (Space)': '定住画面，仍继续采样（空格）',
  Pause: '暂停',
  'A saved timeline, a /profile page, its text, process-profile JSON; gzipped or not; several together (Ctrl+O). Or drop or paste it anywhere.':
    '保存的时间线、/profile 页面或其文本、process-profile JSON；可为 gzip，可多个一起打开（Ctrl+O）。也可拖放或粘贴到任意位置。',
  'Open…': '打开…',
  'Pictures, text, tables, one file that replays anywhere; names can be left out (e)':
    '图片、文本、表格、可离线回放的单个文件；可替换名称（e）',
  'Share…': '分享…',
  'Save the whole timeline as a file (Ctrl+S)': '把整条时间线保存为文件（Ctrl+S）',
  Save: '保存',
  'Close file, back to live': '关闭文件，返回实时',
  'Close file': '关闭文件',
  'Time zone': '时区',
  'browser time': '浏览器时间',
  'host time (zone not told: UTC)': '主机时间（时区未知：UTC）',
  'host time': '主机时间',
  'browser’s language': '跟随浏览器语言',
  'All keys ( ? ); Ctrl+K finds a command': '所有快捷键（?）；Ctrl+K 查找命令',
  'Keep here': '保存在此',
  'Keep the timeline in this browser, until you delete it': '把时间线保存在此浏览器中，直到你删除它',
  Keys: '快捷键',
  'Settings…': '设置…',
  'Units, theme, keys, memory, wall, and what this browser keeps ( , )':
    '单位、主题、快捷键、内存、大屏模式，以及浏览器中保存的时间线（,）',
}
