import { describe, expect, it } from 'vitest'
import { SessionReader } from '../format/session/read'
import { SessionWriter } from '../format/session/write'
import { makeSnapshot } from '../testing/makeSnapshot'
import { Timeline } from '../timeline/timeline'
import { LONGEST_NOTE, writeNote } from './notes'
import { createViewer, type Viewer, type ViewerServices } from './viewer'

const header = { tool: '0', created: 1_000, target: 'be', source: 'live', note: '' } as const

function makeViewer(): Viewer {
  const viewer = createViewer({} as ViewerServices)
  const timeline = new Timeline(header)
  const sample = { kind: 'sample', tookMs: undefined, wireBytes: undefined, snapshot: makeSnapshot('A') } as const
  timeline.append({ ...sample, seq: 1, at: 1_000 })
  timeline.append({ ...sample, seq: 2, at: 2_000 })
  viewer.setState({ timeline })
  return viewer
}

const notes = (viewer: Viewer): string[] =>
  viewer.getState().timeline!.marks.map((mark) => `${mark.at} ${mark.mark} ${mark.text}`)

describe('notes', () => {
  it('are written, changed and taken away, and the page hears of it', () => {
    const viewer = makeViewer()
    const before = viewer.getState().timelineVersion
    writeNote(viewer, 1_000, '  the load\n began ', undefined)
    expect(notes(viewer)).toEqual(['1000 note the load began'])
    expect(viewer.getState().timelineVersion).toBeGreaterThan(before)
    writeNote(viewer, 1_000, 'it began', viewer.getState().timeline!.marks[0])
    expect(notes(viewer)).toEqual(['1000 note it began'])
    writeNote(viewer, 1_000, ' ', viewer.getState().timeline!.marks[0])
    expect(notes(viewer)).toEqual([])
  })

  it('are saved with the timeline, however odd their text', () => {
    const viewer = makeViewer()
    const text = '</script> "=1+1" 内存 \u202Eevil'
    writeNote(viewer, 2_000, text, undefined)
    writeNote(viewer, 1_000, 'x'.repeat(10_000), undefined)
    const writer = new SessionWriter(header)
    const file = [
      writer.headerLine(),
      ...[...viewer.getState().timeline!.parts()].map((part) => writer.lines(part)),
      writer.endLine(),
    ].join('')
    const reader = new SessionReader()
    const read = file
      .trimEnd()
      .split('\n')
      .map((line) => reader.readLine(line))
      .filter((frame) => frame?.kind === 'mark')
    expect(read.map((mark) => [mark.at, mark.mark, mark.text])).toEqual([
      [1_000, 'note', 'x'.repeat(LONGEST_NOTE)],
      [2_000, 'note', text],
    ])
  })
})
