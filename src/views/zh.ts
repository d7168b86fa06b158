import { zh as base } from '../base/zh'
import type { Catalogue } from '../base/say'
import { zh as profile } from '../profile/zh'
import { zh as store } from '../store/zh'
import { zh as timeline } from '../timeline/zh'
import { zh as compare } from './compare/zh'
import { zh as find } from './find/zh'
import { zh as banner } from './banner/zh'
import { zh as cards } from './cards/zh'
import { zh as emptyPage } from './emptyPage/zh'
import { zh as events } from './events/zh'
import { zh as explain } from './explain/zh'
import { zh as footer } from './footer/zh'
import { zh as header } from './header/zh'
import { zh as memoryInfo } from './memoryInfo/zh'
import { zh as overview } from './overview/zh'
import { zh as rawText } from './rawText/zh'
import { zh as readReport } from './readReport/zh'
import { zh as replay } from './replay/zh'
import { zh as commands } from './commands/zh'
import { zh as dialog } from './dialog/zh'
import { zh as notes } from './notes/zh'
import { zh as settings } from './settings/zh'
import { zh as share } from './share/zh'
import { zh as toolbar } from './toolbar/zh'
import { zh as chart } from './chart/zh'
import { zh as tree } from './tree/zh'
import { zh as tasks } from './tasks/zh'

// All that the page says, in Simplified Chinese. Each folder keeps its own sentences in its `zh.ts`; a test finds what misses.
//
// The words, always the same ones. Names of Doris's own counters, trackers, files, settings and statements stay as Doris writes them.
//   untracked 未跟踪 | tracked 已跟踪 | tracker Tracker | resident memory 常驻内存 | virtual memory 虚拟内存 | peak 峰值 | share 占比
//   memory limit 内存上限 | soft limit 软限制 | cgroup limit cgroup 上限 | low / warning water mark 低 / 警告水位线 | room 余量
//   reserved 预留 | waiting for refresh 待刷新 | allocator 分配器 | cache 缓存 | metadata 元数据 | dirty pages 脏页 | spill 落盘
//   query 查询 | load 导入 | task 任务 | Compaction, Schema Change, MemTable, Tablet, Rowset, Segment, Fragment, Label: as they are
//   sample 样本 | snapshot 快照 | timeline 时间线 | replay 回放 | cursor 光标 | range 区间 | gap 间断 | mark 标记 | restart 重启 | event 事件
//   target 目标 | gateway 网关 | source 数据源 | poll 轮询 | recording 录制 | thinned 抽稀 | stalled 停滞 | partial 不完整 | derived 推算
//   finding 结论 | rule 规则 | leak 泄漏 | idle period 空闲时段 | heap profile Heap Profile | band 部分 | legend 图例 | trend 趋势
// Full-width punctuation; a blank between Chinese and Latin letters or digits.

/** Of the files of this folder itself, and words of several panels. */
const page: Catalogue = {
  'The header': '页头',
  'The banner': '横幅',
  'The timeline': '时间线',
  'The footer': '页脚',
  'Drop to open': '松开即可打开',
  'The row of cards': '卡片栏',
  'The chart': '图表',
  'The overview': '总览',
  'The tree': '内存树',
  Copied: '已复制',
  'The browser refused to copy': '浏览器拒绝复制',
  '{name} failed to draw': '{name}绘制失败',
  '({error}). The rest of the page works, and the recording goes on.': '（{error}）。页面其余部分正常，录制仍在继续。',
  'Show the whole page': '显示完整页面',
  'Show the whole page ( f )': '显示完整页面（f）',
  'The dialog': '对话框',
  'Draw it again': '重新绘制',
  'Copy details': '复制详情',
  none: '无',
  'not reported': '未上报',
  '{printed} as printed: about {size}, ± {error} B by the rounding of the source':
    '打印值 {printed}：约 {size}，数据源舍入误差 ± {error} B',
  Tasks: '任务',
  'What it means': '诊断',
  Events: '事件',
  'Memory info': '内存信息',
  'As Doris prints it': 'Doris 原文',
  'What was read': '读取报告',
  'About this sample': '关于该样本',
  Panels: '面板',
  'The table of tasks': '任务表',
  'The explanation': '解读',
  'The list of events': '事件列表',
  'The raw text': '原始文本',
  'The report of what was read': '读取报告',
}

export const zh: Catalogue = {
  ...page,
  ...base,
  ...profile,
  ...store,
  ...timeline,
  ...banner,
  ...cards,
  ...compare,
  ...find,
  ...emptyPage,
  ...events,
  ...explain,
  ...footer,
  ...header,
  ...memoryInfo,
  ...overview,
  ...rawText,
  ...readReport,
  ...replay,
  ...commands,
  ...dialog,
  ...notes,
  ...settings,
  ...share,
  ...toolbar,
  ...chart,
  ...tree,
  ...tasks,
}
