import { t } from '../../base/say'
import { BAND_IDS } from '../../timeline/bands'
import { computeStack } from '../../timeline/bands'
import { panView, stepInView, zoomView } from '../../store/moveView'
import type { ViewState } from '../../store/view'
import { selectCursorIndex, type Viewer, type ViewerState } from '../../store/viewer'
import { chooseFiles } from '../chooseFiles'
import type { Command, CommandGroup } from './command'
import { copyLink } from './copyLink'

/** Headings of the groups, in their order. */
export function groupNames(): readonly (readonly [CommandGroup, string])[] {
  return [
    ['time', t('Time')],
    ['chart', t('Chart')],
    ['panels', t('Panels')],
    ['files', t('Files and copies')],
    ['page', t('Page')],
  ]
}

const hasSamples = (state: ViewerState): boolean => (state.timeline?.length ?? 0) > 0
const isLive = (state: ViewerState): boolean => hasSamples(state) && state.source.kind === 'live'
const step = (samples: number) => (viewer: Viewer) => stepInView(viewer, samples)

/** All that keys do on the page, and all that the palette offers besides what depends on the moment (listChoices). One table. */
export const COMMANDS: readonly Command[] = [
  {
    id: 'pause',
    group: 'time',
    keys: ['Space'],
    sentence: () => t('Pause, or follow again; a replay plays or stops'),
    isEnabled: hasSamples,
    run: playOrPause,
  },
  {
    id: 'follow',
    group: 'time',
    keys: ['.'],
    sentence: () => t('To the newest sample, and follow'),
    isEnabled: hasSamples,
    run: ({ actions }) => actions.follow(),
  },
  { id: 'back', group: 'time', keys: ['←'], sentence: () => t('One sample back'), isEnabled: hasSamples, run: step(-1) },
  { id: 'on', group: 'time', keys: ['→'], sentence: () => t('One sample on'), isEnabled: hasSamples, run: step(1) },
  {
    id: 'back-10',
    group: 'time',
    keys: ['Shift+←'],
    sentence: () => t('Ten samples back'),
    isEnabled: hasSamples,
    run: step(-10),
  },
  { id: 'on-10', group: 'time', keys: ['Shift+→'], sentence: () => t('Ten samples on'), isEnabled: hasSamples, run: step(10) },
  { id: 'first', group: 'time', keys: ['Home'], sentence: () => t('First sample'), isEnabled: hasSamples, run: step(-Infinity) },
  { id: 'last', group: 'time', keys: ['End'], sentence: () => t('Last sample'), isEnabled: hasSamples, run: step(Infinity) },
  {
    id: 'peak',
    group: 'time',
    keys: ['p'],
    sentence: () => t('To the sample with the highest RSS in view'),
    isEnabled: hasSamples,
    run: goToPeak,
  },
  {
    id: 'set-a',
    group: 'time',
    keys: ['a'],
    sentence: () => t('Compare from this moment on (A)'),
    isEnabled: hasSamples,
    run: ({ actions }) => actions.setA(),
  },
  {
    id: 'set-b',
    group: 'time',
    keys: ['b'],
    sentence: () => t('Compare up to this moment (B)'),
    isEnabled: hasSamples,
    run: ({ actions }) => actions.setB(),
  },
  {
    id: 'swap',
    group: 'time',
    keys: ['x'],
    sentence: () => t('Swap A and B'),
    isEnabled: ({ view, other }) => view.cursorA !== undefined || other !== undefined,
    run: ({ actions }) => actions.swapMoments(),
  },
  {
    id: 'leave',
    group: 'time',
    keys: ['Esc'],
    sentence: () => t('End the comparison; then leave the moment, and follow again'),
    isEnabled: hasSamples,
    run: leave,
  },
  {
    id: 'note',
    group: 'time',
    keys: ['m'],
    sentence: () => t('Write a note at this moment'),
    isEnabled: hasSamples,
    run: writeNoteHere,
  },
  {
    id: 'zoom-in',
    group: 'chart',
    keys: ['+'],
    sentence: () => t('Less time'),
    isEnabled: hasSamples,
    run: (viewer) => zoomView(viewer, 0.5),
  },
  {
    id: 'zoom-out',
    group: 'chart',
    keys: ['-'],
    sentence: () => t('More time'),
    isEnabled: hasSamples,
    run: (viewer) => zoomView(viewer, 2),
  },
  {
    id: 'zoom-all',
    group: 'chart',
    keys: ['0'],
    sentence: () => t('The whole time'),
    isEnabled: hasSamples,
    run: ({ actions }) => actions.setSpan(undefined),
  },
  {
    id: 'earlier',
    group: 'chart',
    keys: ['['],
    sentence: () => t('Earlier'),
    isEnabled: hasSamples,
    run: (viewer) => panView(viewer, -0.5),
  },
  {
    id: 'later',
    group: 'chart',
    keys: [']'],
    sentence: () => t('Later'),
    isEnabled: hasSamples,
    run: (viewer) => panView(viewer, 0.5),
  },
  {
    id: 'lines',
    group: 'chart',
    keys: ['o'],
    sentence: () => t('Parts on top of each other, or as lines'),
    isEnabled: hasSamples,
    run: ({ actions, getState }) => actions.setView({ chartMode: getState().view.chartMode === 'stack' ? 'lines' : 'stack' }),
  },
  {
    id: 'solo',
    group: 'chart',
    keys: ['s'],
    sentence: () => t('One part alone, another at each press, then all'),
    isEnabled: hasSamples,
    run: soloNext,
  },
  {
    id: 'chart-table',
    group: 'chart',
    keys: ['d'],
    sentence: () => t('The chart as a table of its data, and back'),
    isEnabled: hasSamples,
    run: ({ actions, getState }) => actions.setView({ chartTable: !getState().view.chartTable }),
  },
  {
    id: 'tree',
    group: 'panels',
    keys: ['t'],
    sentence: () => t('To the tree'),
    isEnabled: hasSamples,
    run: (viewer) => focusIn(viewer, undefined, TREE_ROW),
  },
  {
    id: 'tasks',
    group: 'panels',
    keys: ['k'],
    sentence: () => t('To the tasks'),
    isEnabled: hasSamples,
    run: (viewer) => focusIn(viewer, 'tasks', '#side-panel th button'),
  },
  {
    id: 'findings',
    group: 'panels',
    keys: ['g'],
    sentence: () => t('To what it means'),
    isEnabled: hasSamples,
    run: (viewer) => focusIn(viewer, 'explain', '#side-tab-explain'),
  },
  {
    id: 'find',
    group: 'panels',
    keys: ['/'],
    sentence: () => t('Find in tree, tasks and events: words, type:query, >1GiB, grew, id:…, /…/'),
    isEnabled: hasSamples,
    run: (viewer) => focusIn(viewer, undefined, '#find-box'),
  },
  {
    id: 'find-next',
    group: 'panels',
    keys: ['n'],
    sentence: () => t('Next hit of the find box'),
    isEnabled: hasSamples,
    run: (viewer) => void import('../../store/finder').then(({ finderOf }) => finderOf(viewer).go(1)),
  },
  {
    id: 'find-previous',
    group: 'panels',
    keys: ['Shift+N'],
    sentence: () => t('Previous hit of the find box'),
    isEnabled: hasSamples,
    run: (viewer) => void import('../../store/finder').then(({ finderOf }) => finderOf(viewer).go(-1)),
  },
  ...(
    [
      ['tree-open', ['→', '←'], () => t('In the tree: open and close a row, or go to its parts and back')],
      ['tree-move', ['↑', '↓'], () => t('In tree and tasks: from row to row')],
      ['tree-level', ['*'], () => t('In the tree: open all rows of this level')],
      ['tree-details', ['Enter'], () => t('In the tree: details of the row')],
      ['tasks-details', ['d'], () => t('In the tasks: the task through time')],
      ['tasks-sort', ['r'], () => t('In the tasks: sort again, where the order is held')],
    ] as const
  ).map(([id, keys, sentence]): Command => ({ id, group: 'panels', keys, sentence, run: () => undefined, isLocal: true })),
  {
    id: 'open',
    group: 'files',
    keys: ['Ctrl+O'],
    sentence: () => t('Open files'),
    run: ({ services }) => void chooseFiles().then((files) => files.length > 0 && services.openFiles(files)),
  },
  {
    id: 'save',
    group: 'files',
    keys: ['Ctrl+S'],
    sentence: () => t('Save the timeline as a file'),
    isEnabled: hasSamples,
    run: ({ services }) => services.saveTimeline(),
  },
  {
    id: 'share',
    group: 'files',
    keys: ['e'],
    sentence: () => t('Share: pictures, text, tables, a report; with names left out'),
    isEnabled: hasSamples,
    run: ({ actions }) => actions.setView({ dialog: { kind: 'share' } }),
  },
  {
    id: 'copy-text',
    group: 'files',
    keys: ['c'],
    sentence: () => t('Copy what is on the screen as text'),
    isEnabled: hasSamples,
    run: (viewer) => void import('../share/shareActions').then(({ shareAndTell }) => shareAndTell(viewer, 'text')),
  },
  {
    id: 'copy-picture',
    group: 'files',
    keys: ['Shift+C'],
    sentence: () => t('Copy the screen as a picture'),
    isEnabled: hasSamples,
    run: (viewer) => void import('../share/shareActions').then(({ shareAndTell }) => shareAndTell(viewer, 'picture')),
  },
  {
    id: 'link',
    group: 'files',
    keys: ['l'],
    sentence: () => t('Copy a link to this view'),
    isEnabled: hasSamples,
    run: (viewer) => void copyLink(viewer),
  },
  {
    id: 'close-file',
    group: 'files',
    keys: [],
    sentence: () => t('Close the file'),
    isEnabled: ({ source }) => source.kind === 'file',
    run: ({ services }) => services.closeFile(),
  },
  {
    id: 'sample',
    group: 'files',
    keys: [],
    sentence: () => t('Open the sample'),
    run: ({ services }) => services.openSample(),
  },
  {
    id: 'retry',
    group: 'files',
    keys: [],
    sentence: () => t('Ask the target again now'),
    isEnabled: ({ source }) => source.kind === 'live',
    run: ({ services }) => services.retryNow(),
  },
  {
    id: 'palette',
    group: 'page',
    keys: ['Ctrl+K'],
    sentence: () => t('Find a command, a target or a panel'),
    run: ({ actions }) => actions.setView({ dialog: { kind: 'palette' } }),
  },
  {
    id: 'keys',
    group: 'page',
    keys: ['?'],
    sentence: () => t('Show all keys'),
    run: ({ actions }) => actions.setView({ dialog: { kind: 'keys' } }),
  },
  {
    id: 'settings',
    group: 'page',
    keys: [','],
    sentence: () => t('Settings'),
    run: ({ actions }) => actions.setView({ dialog: { kind: 'settings' } }),
  },
  {
    id: 'units',
    group: 'page',
    keys: ['u'],
    sentence: () => t('Sizes as Doris prints them, or in GiB'),
    run: ({ actions, getState }) => actions.setView({ units: getState().view.units === 'iec' ? 'doris' : 'iec' }),
  },
  {
    id: 'wall',
    group: 'page',
    keys: ['f'],
    sentence: () => t('Only header, figures and chart, for a screen on a wall; and back'),
    isEnabled: hasSamples,
    run: ({ actions, getState }) => actions.setView({ wall: !getState().view.wall }),
  },
]

const PANEL_NAMES = (): readonly (readonly [ViewState['panel'], string])[] => [
  ['tasks', t('Tasks')],
  ['explain', t('What it means')],
  ['events', t('Events')],
  ['memory', t('Memory info')],
  ['raw', t('As Doris prints it')],
]

/** What the palette offers of this moment: targets, panels, and every choice of the settings. */
export function listChoices(state: ViewerState): readonly Command[] {
  const { gateway, source, view } = state
  const make = (id: string, group: CommandGroup, sentence: string, run: (viewer: Viewer) => void): Command => ({
    id,
    group,
    keys: [],
    sentence: () => sentence,
    run,
  })
  const set = (id: string, group: CommandGroup, sentence: string, change: Partial<ViewState>): Command =>
    make(id, group, sentence, ({ actions }) => actions.setView(change))
  return [
    ...(gateway?.targets ?? [])
      .filter(({ id }) => source.kind !== 'live' || source.targetId !== id)
      .map(({ id, name }) =>
        make(`target ${id}`, 'files', t('Watch {name}', { name }), ({ services }) => services.watchTarget(id)),
      ),
    ...(hasSamples(state)
      ? PANEL_NAMES().map(([panel, name]) =>
          make(`panel ${panel}`, 'panels', t('Panel: {name}', { name }), (viewer) =>
            focusIn(viewer, panel, `#side-tab-${panel}`),
          ),
        )
      : []),
    ...(isLive(state) ? [set('span-15', 'chart', t('The last 15 minutes'), { spanMs: 900_000, range: undefined })] : []),
    set('theme-auto', 'page', t('Colours as the system has them'), { theme: 'auto' }),
    set('theme-light', 'page', t('Light colours'), { theme: 'light' }),
    set('theme-dark', 'page', t('Dark colours'), { theme: 'dark' }),
    set('theme-contrast', 'page', t('High contrast'), { theme: 'contrast' }),
    set('zone-browser', 'page', t('Times in the browser’s zone'), { zone: 'browser' }),
    set('zone-host', 'page', t('Times in the host’s zone'), { zone: 'host' }),
    set('zone-utc', 'page', t('Times in UTC'), { zone: 'utc' }),
    view.language === 'zh'
      ? make('language-en', 'page', 'English', ({ actions }) => actions.setView({ language: 'en' }))
      : make('language-zh', 'page', '简体中文 (Chinese)', ({ actions }) => actions.setView({ language: 'zh' })),
  ]
}

const TREE_ROW = '[role="treegrid"] [role="row"][tabindex="0"]'

function playOrPause({ actions, getState }: Viewer): void {
  const { source, view } = getState()
  if (source.kind === 'file') actions.setView({ playSpeed: view.playSpeed === undefined ? 1 : undefined })
  else if (view.pausedAt === undefined) actions.pause()
  else actions.follow()
}

function leave({ actions, getState }: Viewer): void {
  const { view } = getState()
  if (view.wall) actions.setView({ wall: false })
  else actions.leave()
}

function goToPeak(viewer: Viewer): void {
  const { timeline, view } = viewer.getState()
  if (!timeline || timeline.length === 0) return
  const from = view.range ? Math.max(0, timeline.indexAt(view.range.from - 1) + 1) : 0
  const to = view.range ? timeline.indexAt(view.range.to) : timeline.length - 1
  const { highest } = timeline.loadRange(from, Math.max(from, to))
  if (highest >= 0) viewer.actions.setCursor(timeline.times.at(highest))
}

function soloNext({ actions, getState }: Viewer): void {
  const state = getState()
  const { timeline, view } = state
  if (!timeline) return
  const bands = computeStack(timeline.meaningAt(selectCursorIndex(state))).bands
  // As they stand in the legend, from the top.
  const shown = BAND_IDS.toReversed().filter((id) => bands.find((band) => band.id === id)?.value !== undefined)
  const place = view.solo === undefined ? -1 : shown.indexOf(view.solo)
  actions.setView({ solo: shown[place + 1] })
}

function writeNoteHere({ actions, getState }: Viewer): void {
  const state = getState()
  const index = selectCursorIndex(state)
  if (!state.timeline || index < 0) return
  const at = state.timeline.times.at(index)
  const note = state.timeline.marks.find((mark) => mark.mark === 'note' && mark.at === at)
  actions.setView({ dialog: { kind: 'note', at, note } })
}

/** Shows a panel and puts the focus into it, as soon as it is there. */
function focusIn({ actions, getState }: Viewer, panel: ViewState['panel'] | undefined, selector: string): void {
  if (getState().view.wall) actions.setView({ wall: false })
  if (panel !== undefined) actions.setView({ panel })
  let tries = 0
  const look = (): void => {
    const element = document.querySelector<HTMLElement>(selector)
    element?.focus()
    if (!element && ++tries < 10) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}
