import { useId, useState } from 'react'
import { formatOffset } from '../../base/formatTime'
import { t } from '../../base/say'
import type { FileClock } from '../../store/source'
import { useSelect, useViewer } from '../viewerContext'

/** Offsets that clocks of this earth have, in minutes. */
const OFFSETS = [
  -720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -120, -60, 0, 60, 120, 180, 210, 240, 270, 300, 330,
  345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780, 840,
]

/**
 * Logs and the kernel's messages do not say the zone of their clock: which one they are read in, and a choice of another. Nothing where no
 * such file is open.
 */
export function LogClock() {
  const { services } = useViewer()
  const source = useSelect((state) => state.source)
  const isOpening = useSelect((state) => state.opening !== undefined)
  const id = useId()
  if (source.kind !== 'file' || source.reports.every(({ clock }) => clock === undefined)) return null
  const clock = source.clock ?? {}
  const hasKernel = source.reports.some((report) => report.clock === 'kernel')
  const { logUtcOffsetMinutes } = clock
  const choose = (value: string): void => {
    const { kernelOffsetMs } = clock
    services.rereadFile({
      ...(kernelOffsetMs !== undefined && { kernelOffsetMs }),
      ...(value !== '' && { logUtcOffsetMinutes: Number(value) }),
    })
  }
  return (
    <span className="log-clock">
      <label htmlFor={`${id}-zone`}>{hasKernel ? t('Clock of log and kernel') : t('Clock of the log')}</label>
      <select
        id={`${id}-zone`}
        value={logUtcOffsetMinutes === undefined ? '' : String(logUtcOffsetMinutes)}
        disabled={isOpening}
        title={t('A log does not say the time zone of its clock. It is read again at the one that you choose.')}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{t('not said: UTC assumed')}</option>
        {OFFSETS.map((minutes) => (
          <option key={minutes} value={minutes}>
            {minutes === 0 ? 'UTC' : `UTC ${formatOffset(0, { kind: 'offset', minutes })}`}
          </option>
        ))}
      </select>
      {hasKernel && <KernelOffset key={clock.kernelOffsetMs ?? 0} clock={clock} disabled={isOpening} />}
    </span>
  )
}

/** `dmesg -T` is off by as long as the machine slept: seconds to add to its times. */
function KernelOffset({ clock, disabled }: { readonly clock: FileClock; readonly disabled: boolean }) {
  const { services } = useViewer()
  const id = useId()
  const now = (clock.kernelOffsetMs ?? 0) / 1000
  const [text, setText] = useState(String(now))
  const seconds = text.trim() === '' ? Number.NaN : Number(text)
  const isChanged = Number.isFinite(seconds) && seconds !== now
  const apply = (): void => {
    if (isChanged) services.rereadFile({ ...clock, kernelOffsetMs: Math.round(seconds * 1000) })
  }
  return (
    <form
      className="log-clock-kernel"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <label htmlFor={id}>{t('kernel + seconds')}</label>
      <input
        id={id}
        type="number"
        step="any"
        value={text}
        disabled={disabled}
        title={t('dmesg -T computes its times from how long the machine has been running: late by as long as it slept.')}
        onChange={(event) => setText(event.target.value)}
      />
      {isChanged && <button type="submit">{t('Apply')}</button>}
    </form>
  )
}
