import { codeOf } from './growingFile'

/** One sentence for log and page: what keeps the recorder from writing, and what to do. */
export function describeTrouble(error: unknown, folder: string): string {
  const code = codeOf(error)
  switch (code ?? '') {
    case 'ENOSPC':
      return `The disk under ${folder} is full: make room there.`
    case 'EDQUOT':
      return `The quota of the disk under ${folder} is used up: make room there.`
    case 'EFBIG':
      return `The disk under ${folder} takes no file of this size (ulimit -f says how large they may be).`
    case 'EACCES':
    case 'EPERM':
      return `Memlane may not write in ${folder}: give its user the right to.`
    case 'EROFS':
      return `The disk under ${folder} is read-only: mount it so that it can be written.`
    case 'ENOENT':
      return `The folder ${folder} is gone: bring it back, or make it again.`
    case 'ENOTDIR':
      return `${folder} is not a folder any more: make it one again.`
    case 'EMFILE':
    case 'ENFILE':
      return `No file can be opened in ${folder}, because too many are open already (ulimit -n).`
    default:
      return `In ${folder} nothing can be written: ${code ?? (error instanceof Error ? error.message : String(error))}.`
  }
}

/** The same for a disk that neither does it nor refuses. */
export function describeSilence(folder: string): string {
  return `The disk under ${folder} does not answer: see whether it is still connected.`
}
