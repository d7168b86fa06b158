import { Fragment } from 'react'
import { t } from '../../base/say'
import { Dialog } from '../dialog/Dialog'
import { useSelect, useViewer } from '../viewerContext'
import { COMMANDS, groupNames } from './commands'
import './commands.css'

/** Every key and what it does. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useViewer()
  const singleKeys = useSelect((state) => state.view.singleKeys)
  return (
    <Dialog title={t('Keys')} onClose={onClose} className="keys">
      <div className="keys-groups">
        {groupNames().map(([group, name]) => (
          <section key={group} aria-label={name}>
            <h3>{name}</h3>
            <dl>
              {COMMANDS.filter((command) => command.group === group && command.keys.length > 0).map((command) => (
                <Fragment key={command.id}>
                  <dt>
                    {command.keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{command.sentence()}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className="muted">{t('On a Mac ⌘ stands for Ctrl. Keys rest while a field has the focus.')}</p>
      <label className="keys-switch">
        <input type="checkbox" checked={singleKeys} onChange={(event) => actions.setView({ singleKeys: event.target.checked })} />{' '}
        {t('Keys of a single character do something')}
      </label>
    </Dialog>
  )
}
