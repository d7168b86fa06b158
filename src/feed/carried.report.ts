import { decodeBase64 } from '../base/base64'
import { REPORT_DATA_ID } from '../format/report/report'
import type { Carried } from './carried'

// Looked at before anything is drawn: then the page is still the file that it came from.
const element = document.getElementById(REPORT_DATA_ID)
const text = element?.textContent ?? ''
if (element) element.textContent = ''
const template = `<!doctype html>\n${document.documentElement.outerHTML}\n`

/** The timeline in this file; undefined if there is none, or it is damaged. */
export function findCarried(): Carried | undefined {
  if (text.trim() === '') return undefined
  const lines = text.trim().split('\n')
  try {
    const blob = new Blob(lines.map(decodeBase64))
    return { name: decodeURIComponent(element?.getAttribute('data-name') ?? 'timeline'), blob }
  } catch {
    return { name: 'damaged report', blob: new Blob(['']) }
  }
}

/** This file without its timeline. */
export function fetchTemplate(): Promise<string> {
  return Promise.resolve(template)
}
