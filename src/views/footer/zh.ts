import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'host clock agrees': '主机时钟一致',
  'host clock is {seconds} s ahead': '主机时钟快 {seconds} s',
  'host clock is {seconds} s behind': '主机时钟慢 {seconds} s',
  'values rounded by the source (RSS ± {error})': '数据源已舍入（RSS ± {error}）',
  'recording to {file}': '正在录制到 {file}',
  'cost of looking {ms} ms a poll, {percent} % of the time': '观测开销：每次轮询 {ms} ms，占时间的 {percent} %',
  'GiB = 1024³; Doris prints it as GB': 'GiB = 1024³；Doris 写作 GB',
  '{count} samples': '{count} 个样本',
  '{samples}, {count} gaps': '{samples}，{count} 处间断',
}
