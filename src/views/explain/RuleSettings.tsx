import { useState } from 'react'
import { formatBytes } from '../../base/formatBytes'
import { say, t } from '../../base/say'
import { bytesOf } from '../../profile/figure'
import { RULES, scaleThresholds } from '../../timeline/findings/index'
import type { Rule, Threshold } from '../../timeline/findings/rule'
import { useSelect, useViewer } from '../viewerContext'
import { useSample } from '../useSample'
import { printThreshold, readThreshold, unitWord } from './thresholdText'

/** What the thresholds of sizes are made for: the memory limit of a usual BE. */
const USUAL_LIMIT = 50 * 2 ** 30

/** All rules with their thresholds: what is off, and by which numbers they go. Kept in this browser. */
export function RuleSettings() {
  const { actions } = useViewer()
  const off = useSelect((state) => state.view.rulesOff)
  const thresholds = useSelect((state) => state.view.thresholds)
  const limit = bytesOf(useSample()?.meaning.limit)
  const changed = Object.values(thresholds).reduce((sum, names) => sum + Object.keys(names).length, 0)
  const toggle = (id: string): void =>
    actions.setView({ rulesOff: off.includes(id) ? off.filter((one) => one !== id) : [...off, id] })
  const scale = (): void => {
    if (limit === undefined) return
    const scaled = [...scaleThresholds(limit / USUAL_LIMIT)]
    actions.setView({ thresholds: Object.fromEntries(scaled.map(([id, names]) => [id, Object.fromEntries(names)])) })
  }
  return (
    <details className="rules">
      <summary>
        {t('Rules and thresholds')}{' '}
        <span className="muted">
          {t('{count} rules, {off} off, {changed} thresholds changed', { count: RULES.length, off: off.length, changed })}
        </span>
      </summary>
      <p className="muted">
        {t('Sizes are made for a process with a limit of about {limit}. What you set stays in this browser.', {
          limit: formatBytes(USUAL_LIMIT),
        })}
      </p>
      <p className="rules-keys">
        {limit !== undefined && limit > 0 && (
          <button type="button" onClick={scale}>
            {t('Scale sizes to this limit, {limit}', { limit: formatBytes(limit) })}
          </button>
        )}
        <button
          type="button"
          disabled={changed === 0 && off.length === 0}
          onClick={() => actions.setView({ rulesOff: [], thresholds: {} })}
        >
          {t('All as they were')}
        </button>
      </p>
      <ul>
        {RULES.map((rule) => (
          <li key={rule.id} className={off.includes(rule.id) ? 'rules-off' : undefined}>
            <label className="rules-name">
              <input type="checkbox" checked={!off.includes(rule.id)} onChange={() => toggle(rule.id)} /> {say(rule.title)}{' '}
              <code className="muted">{rule.id}</code>
            </label>
            <Thresholds rule={rule} />
          </li>
        ))}
      </ul>
    </details>
  )
}

function Thresholds({ rule }: { readonly rule: Rule }) {
  const { actions, getState } = useViewer()
  const own = useSelect((state) => state.view.thresholds[rule.id])
  const set = (name: string, value: number | undefined): void => {
    const { thresholds } = getState().view
    const { [name]: _old, ...others } = thresholds[rule.id] ?? {}
    const names = value === undefined ? others : { ...others, [name]: value }
    const { [rule.id]: _names, ...rest } = thresholds
    actions.setView({ thresholds: Object.keys(names).length === 0 ? rest : { ...rest, [rule.id]: names } })
  }
  return (
    <span className="rules-thresholds">
      {Object.entries(rule.thresholds).map(([name, threshold]) => (
        <ThresholdField
          key={name}
          threshold={threshold}
          value={own?.[name] ?? threshold.value}
          onSet={(value) => set(name, value === threshold.value ? undefined : value)}
        />
      ))}
    </span>
  )
}

interface ThresholdFieldProps {
  readonly threshold: Threshold
  readonly value: number
  readonly onSet: (value: number) => void
}

function ThresholdField({ threshold, value, onSet }: ThresholdFieldProps) {
  const { unit, label } = threshold
  // While one types, it need not be a number yet.
  const [text, setText] = useState<string>()
  const isWrong = text !== undefined && readThreshold(text, unit) === undefined
  const leave = (): void => {
    const read = text === undefined ? undefined : readThreshold(text, unit)
    if (read !== undefined) onSet(read)
    setText(undefined)
  }
  return (
    <label className="rules-threshold">
      {say(label)}{' '}
      <input
        type="text"
        inputMode="decimal"
        value={text ?? printThreshold(value, unit)}
        aria-invalid={isWrong}
        title={t('as it comes: {value}', { value: `${printThreshold(threshold.value, unit)} ${unitWord(unit)}` })}
        className={value === threshold.value ? undefined : 'rules-changed'}
        onChange={(event) => setText(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave()
          if (event.key === 'Escape') setText(undefined)
        }}
      />{' '}
      {unitWord(unit)}
      {isWrong && <span className="rules-wrong">{t('not a number')}</span>}
    </label>
  )
}
