/// <reference lib="webworker" />
import type { MatchRequest } from './matchExpressions'

declare const self: DedicatedWorkerGlobalScope

self.onmessage = (event: MessageEvent<MatchRequest>) => {
  const { expressions, texts } = event.data
  const made = expressions.map(({ source, flags }) => new RegExp(source, flags))
  self.postMessage(Uint8Array.from(texts, (text) => (made.every((expression) => expression.test(text)) ? 1 : 0)))
}

self.postMessage('ready')
