import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { t } from '../../base/say'
import { Dialog } from '../dialog/Dialog'
import { useViewer } from '../viewerContext'
import { findCommands, type Command } from './command'
import { COMMANDS, listChoices } from './commands'
import './commands.css'

/** All that can be done now, found by words. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const viewer = useViewer()
  const [text, setText] = useState('')
  const [place, setPlace] = useState(0)
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  // What can be done is what could be done when it was opened: a list that changes under the hand would be chosen from wrongly.
  const [all] = useState(() => {
    const state = viewer.getState()
    const own = COMMANDS.filter((one) => !one.isLocal && one.id !== 'palette' && (one.isEnabled?.(state) ?? true))
    return [...own, ...listChoices(state)]
  })
  const found = useMemo(() => findCommands(all, text), [all, text])
  const chosen = found[Math.min(place, found.length - 1)]

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])

  const run = (command: Command): void => {
    // Closed first: what it runs may open another dialog, or want the focus.
    onClose()
    requestAnimationFrame(() => command.run(viewer))
  }
  const press = (event: KeyboardEvent): void => {
    const move = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (move !== 0) setPlace((Math.min(place, found.length - 1) + move + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter' && chosen && !event.nativeEvent.isComposing) run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <Dialog title={t('What to do?')} onClose={onClose} className="palette">
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen && `${id}-${chosen.id.replaceAll(' ', '-')}`}
        aria-label={t('Find a command, a target or a panel')}
        placeholder={t('Find a command, a target or a panel')}
        data-autofocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setPlace(0)
        }}
        onKeyDown={press}
      />
      {found.length === 0 && (
        <p className="palette-none" role="status">
          {t('Nothing of that name can be done now.')}
        </p>
      )}
      <div ref={list} id={`${id}-list`} role="listbox" className="palette-list" aria-label={t('What can be done')}>
        {found.map((command, index) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- Enter in the field does the same (ARIA pattern of a combobox)
          <div
            key={command.id}
            id={`${id}-${command.id.replaceAll(' ', '-')}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            onPointerMove={() => setPlace(index)}
            onClick={() => run(command)}
          >
            <bdi>{command.sentence()}</bdi>
            {command.keys[0] !== undefined && <kbd>{command.keys[0]}</kbd>}
          </div>
        ))}
      </div>
    </Dialog>
  )
}
