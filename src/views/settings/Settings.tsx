import type { ReactNode } from 'react'
import { t } from '../../base/say'
import { LIVE_MEGABYTES } from '../../store/preferences'
import type { ViewState } from '../../store/view'
import { Dialog } from '../dialog/Dialog'
import { useSelect, useViewer } from '../viewerContext'
import { KeptList } from './KeptList'
import './settings.css'

/** How the page shows things. It is kept by this browser; data is not, unless asked to. */
export function Settings({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useViewer()
  const view = useSelect((state) => state.view)
  const hostOffset = useSelect((state) => state.hostOffsetMinutes)
  return (
    <Dialog title={t('Settings')} onClose={onClose} className="settings">
      <div className="settings-rows">
        <Choice
          name="units"
          label={t('Units')}
          choices={[
            ['iec', t('GiB (1024³)')],
            ['doris', t('as Doris prints (GB = GiB)')],
          ]}
        />
        <Choice
          name="zone"
          label={t('Time zone')}
          choices={[
            ['browser', t('browser time')],
            ['host', hostOffset === undefined ? t('host time (zone not told: UTC)') : t('host time')],
            ['utc', 'UTC'],
          ]}
        />
        <Choice
          name="theme"
          label={t('Theme')}
          choices={[
            ['auto', t('as the system has it')],
            ['light', t('light')],
            ['dark', t('dark')],
            ['contrast', t('high contrast')],
          ]}
        />
        <Choice
          name="language"
          label="Language / 语言"
          choices={[
            ['auto', t('browser’s language')],
            ['en', 'English'],
            ['zh', '简体中文'],
          ]}
        />
        <Row label={t('Memory of a live timeline')} note={t('Beyond it its oldest part is thinned, and the chart says so.')}>
          <select
            aria-label={t('Memory of a live timeline')}
            value={view.liveMegabytes}
            onChange={(event) => actions.setView({ liveMegabytes: Number(event.target.value) })}
          >
            {LIVE_MEGABYTES.map((megabytes) => (
              <option key={megabytes} value={megabytes}>
                {t('at most {megabytes} MB', { megabytes })}
              </option>
            ))}
          </select>
        </Row>
        <Switch name="singleKeys" label={t('Keys of a single character do something')} />
        <Switch name="wall" label={t('Wall: only header, figures and chart ( f )')} />
      </div>
      <section aria-label={t('Kept in this browser')}>
        <h3>{t('Kept in this browser')}</h3>
        <KeptList onOpen={onClose} />
      </section>
      <p className="muted">
        {t('These choices stay in this browser. Nothing about targets or data does, unless you keep a timeline here.')}
      </p>
    </Dialog>
  )
}

interface ChoiceProps<Name extends keyof ViewState> {
  readonly name: Name
  readonly label: string
  readonly choices: readonly (readonly [ViewState[Name] & string, string])[]
}

function Choice<Name extends 'units' | 'zone' | 'theme' | 'language'>({ name, label, choices }: ChoiceProps<Name>) {
  const { actions } = useViewer()
  const value = useSelect((state) => state.view[name])
  return (
    <Row label={label}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = choices.find(([choice]) => choice === event.target.value)
          if (chosen) actions.setView({ [name]: chosen[0] })
        }}
      >
        {choices.map(([choice, text]) => (
          <option key={choice} value={choice}>
            {text}
          </option>
        ))}
      </select>
    </Row>
  )
}

function Row({ label, note, children }: { readonly label: string; readonly note?: string; readonly children: ReactNode }) {
  return (
    <div className="settings-row">
      <span aria-hidden="true">{label}</span>
      {children}
      {note !== undefined && <span className="settings-note muted">{note}</span>}
    </div>
  )
}

function Switch({ name, label }: { readonly name: 'singleKeys' | 'wall'; readonly label: string }) {
  const { actions } = useViewer()
  const isOn = useSelect((state) => state.view[name])
  return (
    <label className="settings-switch">
      <input type="checkbox" checked={isOn} onChange={(event) => actions.setView({ [name]: event.target.checked })} /> {label}
    </label>
  )
}
