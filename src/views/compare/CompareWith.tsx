import { useState } from 'react'
import { t } from '../../base/say'
import { chooseFiles } from '../chooseFiles'
import { useSelect, useViewer } from '../viewerContext'

/** Chooses a second timeline: a file, or another target of the gateway. */
export function CompareWith() {
  const { services } = useViewer()
  const source = useSelect((state) => state.source)
  const targets = useSelect((state) => state.gateway?.targets)
  const others = (targets ?? []).filter(({ id }) => source.kind !== 'live' || id !== source.targetId)
  const [chosen, setChosen] = useState('')
  const choose = (value: string): void => {
    // The list always falls back to its title: it is a way to do something, not a state.
    setChosen('')
    if (value.startsWith('target ')) services.compareWith({ targetId: value.slice(7) })
    else if (value === 'file') void chooseFiles().then((files) => files.length > 0 && services.compareWith({ files }))
  }
  return (
    <label className="compare-with">
      <span className="visually-hidden">{t('Compare with another timeline')}</span>
      <select
        value={chosen}
        title={t('Compare this timeline with that of a file or of another target')}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t('Compare with…')}</option>
        <option value="file">{t('a file…')}</option>
        {others.map((target) => (
          <option key={target.id} value={`target ${target.id}`}>
            {target.name}
          </option>
        ))}
      </select>
    </label>
  )
}
