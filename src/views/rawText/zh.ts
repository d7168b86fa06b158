import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  'This sample is a status line only; it has no profile to print.': '该样本只有一行状态，没有可打印的 Profile。',
  '{time} · “GB” is GiB (1024³)': '{time} · “GB”即 GiB（1024³）',
  ' · the first {shown} of {count} characters': ' · 前 {shown} 个字符，共 {count} 个',
  'Copy text': '复制文本',
  'The profile as text': 'Profile 文本',
}
