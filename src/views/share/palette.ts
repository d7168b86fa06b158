import type { BandId } from '../../timeline/bands'

/** Colours of a picture, as values: a picture is light or dark by itself, whatever the page is. The same as in `../theme.css`. */
export interface Palette {
  readonly bg: string
  readonly panel: string
  readonly text: string
  readonly muted: string
  readonly faint: string
  readonly line: string
  readonly accent: string
  readonly good: string
  readonly 'bad-bg': string
  readonly 'bad-line': string
  readonly 'bad-text': string
  readonly 'warn-bg': string
  readonly 'warn-line': string
  readonly 'warn-text': string
  readonly 'note-bg': string
  readonly 'note-line': string
  readonly 'note-text': string
  readonly gap: string
  readonly 'over-tracked': string
}

export type PictureTheme = 'light' | 'dark'

export const PALETTES: Readonly<Record<PictureTheme, Palette>> = {
  light: {
    bg: '#f6f7f9',
    panel: '#ffffff',
    text: '#14181f',
    muted: '#566072',
    faint: '#c9d0da',
    line: '#dde2e9',
    accent: '#0b57b4',
    good: '#176b3a',
    'bad-bg': '#fdeceb',
    'bad-line': '#c5392f',
    'bad-text': '#8d1f17',
    'warn-bg': '#fff4df',
    'warn-line': '#d99a1c',
    'warn-text': '#6b4600',
    'note-bg': '#eaf2fc',
    'note-line': '#6fa3dd',
    'note-text': '#123f75',
    gap: '#8a94a3',
    'over-tracked': '#7c8695',
  },
  dark: {
    bg: '#0f1216',
    panel: '#171b21',
    text: '#e7ebf1',
    muted: '#9aa6b6',
    faint: '#414b59',
    line: '#2a313b',
    accent: '#7db4ff',
    good: '#6fd39a',
    'bad-bg': '#3a1917',
    'bad-line': '#e0675d',
    'bad-text': '#ffb4ad',
    'warn-bg': '#33270f',
    'warn-line': '#c9921f',
    'warn-text': '#ffd58a',
    'note-bg': '#14263b',
    'note-line': '#3f72ab',
    'note-text': '#b5d5fb',
    gap: '#778396',
    'over-tracked': '#98a3b3',
  },
}

export const BAND_COLOURS: Readonly<Record<BandId, string>> = {
  cacheMetadata: '#009e73',
  global: '#56b4e9',
  jvm: '#f0e442',
  memtables: '#f0a0c8',
  jemalloc: '#e69f00',
  otherTasks: '#cc79a7',
  query: '#0072b2',
  untracked: '#d55e00',
}

/** What the page is written in; a picture that is opened elsewhere takes the first of them that is there. */
export const FONT =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
