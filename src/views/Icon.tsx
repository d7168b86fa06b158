// Drawn here, because the symbols of Unicode are missing in many system fonts.
const PATHS = {
  play: 'M4 2.5v11l9-5.5z',
  pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  back: 'M11.5 2.5v11l-8-5.5z',
  on: 'M4.5 2.5v11l8-5.5z',
  first: 'M3 2.5h2v11H3zM13.5 2.5v11l-8-5.5z',
  last: 'M11 2.5h2v11h-2zM2.5 2.5v11l8-5.5z',
} as const

export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg className="icon" width="12" height="12" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  )
}
