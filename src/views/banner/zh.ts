import type { Catalogue } from '../../base/say'

export const zh: Catalogue = {
  Dismiss: '关闭',
  'It is the file that is open': '就是已打开的这个文件',
  'Open a file…': '打开文件…',
  'The link shows a moment of the file {name}. Open that file to see it; a link carries no data.':
    '该链接指向文件 {name} 中的某一时刻。请打开该文件查看；链接本身不含数据。',
}
