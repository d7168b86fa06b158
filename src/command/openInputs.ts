import { open, stat } from 'node:fs/promises'
import type { ReadInput } from '../format/index'
import { describeSystemError } from './describeSystemError'

export interface OpenedInput extends ReadInput {
  /** The same once more; a stream that cannot be read twice has none. */
  readonly reopen?: () => ReadInput
}

/** The inputs that are there; of the others it is told why not. */
export async function openInputs(
  names: readonly string[],
  io: { readonly stdin: AsyncIterable<Uint8Array> },
  tell: (sentence: string) => void,
): Promise<{ inputs: OpenedInput[]; failed: boolean }> {
  const inputs: OpenedInput[] = []
  for (const name of names) {
    if (name === '-') {
      inputs.push({ name: 'standard input', bytes: toWebStream(io.stdin) })
      continue
    }
    try {
      const status = await stat(name)
      if (status.isDirectory()) {
        tell(`${name} is a folder: give the files in it.`)
        continue
      }
      const open = (): ReadInput => ({
        name,
        bytes: streamFile(name),
        ...(status.isFile() && { size: status.size, takenAt: Math.floor(status.mtimeMs) }),
      })
      inputs.push({ ...open(), ...(status.isFile() && { reopen: open }) })
    } catch (error) {
      tell(`${name} cannot be read: ${describeSystemError(error)}.`)
    }
  }
  return { inputs, failed: inputs.length < names.length }
}

const READ_BYTES = 256 * 1024

/** The file's bytes; it is opened only when they are asked for, so that a thousand inputs are not open at once. */
function streamFile(path: string): ReadableStream<Uint8Array> {
  let file: Awaited<ReturnType<typeof open>> | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          file ??= await open(path, 'r')
          const buffer = new Uint8Array(READ_BYTES)
          const { bytesRead } = await file.read(buffer, 0, READ_BYTES, null)
          if (bytesRead > 0) {
            controller.enqueue(buffer.subarray(0, bytesRead))
            return
          }
          controller.close()
        } catch (error) {
          controller.error(new Error(describeSystemError(error)))
        }
        await file?.close()
      },
      async cancel() {
        await file?.close()
      },
    },
    { highWaterMark: 0 },
  )
}

function toWebStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await chunks.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
