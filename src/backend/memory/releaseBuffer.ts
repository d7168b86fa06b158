import { MessageChannel } from 'node:worker_threads'

// Dropping the last reference gives memory back only when V8 collects garbage, and V8 is in no hurry for memory outside its heap. A
// buffer that is transferred is detached at once; transferred into a port that is closed, its memory goes to nobody and is freed.

let closedPort: { postMessage(value: unknown, transfer: readonly ArrayBuffer[]): void } | undefined

/** Gives the memory of a buffer back to the system now. The buffer and all views of it have length 0 afterwards. */
export function releaseBuffer(buffer: ArrayBuffer): void {
  if (buffer.byteLength === 0) return
  if (closedPort === undefined) {
    const { port1, port2 } = new MessageChannel()
    port1.unref()
    port1.close()
    port2.close()
    closedPort = port1
  }
  closedPort.postMessage(undefined, [buffer])
}
