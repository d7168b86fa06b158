import type { Catalogue } from '../base/say'

/** What the page says when it opens, saves and watches: the sentences of this folder and of main.tsx. */
export const zh: Catalogue = {
  'The reader stopped: {why}. What was on the screen is kept.': '读取程序已停止：{why}。屏幕上原有的内容已保留。',
  'it ran out of memory or could not be started': '内存不足或无法启动',
  'The gateway did not answer within {seconds} s.': '网关在 {seconds} s 内没有应答。',
  'The gateway cannot be reached.': '无法连接网关。',
  '{name} holds no sample.': '“{name}”中没有样本。',
  '{name} could not be opened.': '无法打开“{name}”。',
  'It was read as {kinds}.': '按 {kinds} 读取。',
  'There is nothing in it.': '其中没有内容。',
  'The sample could not be fetched.': '无法获取示例。',
  'There is no timeline yet.': '还没有时间线。',
  'A part of the page could not be fetched.': '页面的一部分无法加载。',
  'Is the gateway still running? If it was updated, load this page again. ({error})':
    '网关是否仍在运行？如已升级，请重新加载本页。（{error}）',
  'Is the gateway still running? ({error})': '网关是否仍在运行？（{error}）',
  'The timeline could not be saved.': '时间线无法保存。',
  '{error} It is still here: try again.': '{error} 数据仍在，请重试。',
}
