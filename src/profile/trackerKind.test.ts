import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../base/say'
import { SAID_KINDS, sayKind } from './trackerKind'
import { LABEL_KINDS } from './trackerLabel'
import { zh } from './zh'

afterEach(() => setLanguage('en', {}))

describe('kinds of trackers', () => {
  it('all have words', () => {
    expect([...SAID_KINDS].toSorted()).toEqual([...LABEL_KINDS].toSorted())
  })

  it('are said in the language of the page; one that is not known stays as it is', () => {
    expect([sayKind('load channel'), sayKind('of a newer Doris')]).toEqual(['load channel', 'of a newer Doris'])
    setLanguage('zh', zh)
    expect([sayKind('load channel'), sayKind('of a newer Doris')]).toEqual(['导入通道', 'of a newer Doris'])
  })
})
