import { zh as base } from '../base/zh'
import type { Catalogue } from '../base/say'
import { zh as profile } from '../profile/zh'
import { zh as store } from '../store/zh'
import { zh as timeline } from '../timeline/zh'
import { zh as compare } from './compare/zh'
import { zh as banner } from './banner/zh'

// All that the page says, in Simplified Chinese. Each folder keeps its own sentences in its `zh.ts`; a test finds what misses.
//
// The words, always the same ones. Names of Doris's own counters, trackers, files, settings and statements stay as Doris writes them.
//   untracked 未跟踪 | tracked 已跟踪 | tracker Tracker | resident memory 常驻内存 | virtual memory 虚拟内存 | peak 峰值 | share 占比
//   memory limit 内存上限 | soft limit 软限制 | cgroup limit cgroup 上限 | low / warning water mark 低 / 警告水位线 | room 余量
//   reserved 预留 | waiting for refresh 待刷新 | allocator 分配器 | cache 缓存 | metadata 元数据 | dirty pages 脏页 | spill 落盘
//   query 查询 | load 导入 | task 任务 | Compaction, Schema Change, MemTable, Tablet, Rowset, Segment, Fragment, Label: as they are
//   sample 样本 | snapshot 快照 | timeline 时间线 | replay 回放 | cursor 游标 | range 区间 | gap 间断 | mark 标记 | restart 重启 | event 事件
//   target 目标 | gateway 网关 | source 数据源 | poll 轮询 | recording 录制 | thinned 抽稀 | stalled 停滞 | partial 不完整 | derived 推算
//   finding 结论 | rule 规则 | leak 泄漏 | idle period 空闲时段 | heap profile Heap Profile | band 色带 | legend 图例 | trend 趋势
// Full-width punctuation; a blank between Chinese and Latin letters or digits.

export const zh: Catalogue = { ...base, ...profile, ...timeline, ...store, ...banner }
