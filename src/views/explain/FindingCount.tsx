import { useExplained } from './useExplained'

/** How many findings there are at the cursor, behind the name of their panel. */
export function FindingCount() {
  const explained = useExplained()
  const count = explained?.report.findings.length ?? 0
  if (count === 0) return null
  const isSerious = explained?.report.findings.some(({ severity }) => severity === 'serious')
  return <span className={isSerious ? 'finding-count finding-serious' : 'finding-count'}> {count}</span>
}
