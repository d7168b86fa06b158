import { useEffect, useRef, useState } from 'react'

/** Between two announcements: a target that comes and goes must not talk over everything else. */
const PAUSE_MS = 10_000

/** Says a state to screen readers when it changes, the newest one and at most one in ten seconds. */
export function Announcer({ text }: { readonly text: string }) {
  const [said, setSaid] = useState(text)
  const saidAt = useRef(-Infinity)
  useEffect(() => {
    if (text === said) return
    const wait = Math.max(0, saidAt.current + PAUSE_MS - performance.now())
    const timer = setTimeout(() => {
      saidAt.current = performance.now()
      setSaid(text)
    }, wait)
    return () => clearTimeout(timer)
  }, [text, said])
  return (
    <span className="visually-hidden" role="status">
      {said}
    </span>
  )
}
