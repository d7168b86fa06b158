/// <reference lib="webworker" />
import type { ReadRequest } from './openFiles'
import { readInputs } from './readInputs'

declare const self: DedicatedWorkerGlobalScope

self.onmessage = (event: MessageEvent<ReadRequest>) => {
  void readInputs(event.data, (message, moving = []) => self.postMessage(message, moving))
}
