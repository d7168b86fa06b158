import { Component, type ReactNode } from 'react'
import { t } from '../base/say'
import './PanelBoundary.css'

interface Props {
  /** What failed to draw, as the user calls it: "The table". */
  readonly name: string
  readonly children: ReactNode
}

/** A fault in one panel stays in that panel: the rest works on, and the reader can copy what happened. */
export class PanelBoundary extends Component<Props, { readonly error: Error | undefined }> {
  override state: { readonly error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <div className="boundary panel" role="alert">
        <p>
          <strong>{t('{name} failed to draw', { name: this.props.name })}</strong>{' '}
          {t('({error}). The rest of the page works, and the recording goes on.', {
            error: `${error.name}: ${error.message.slice(0, 200)}`,
          })}
        </p>
        <p>
          <button type="button" onClick={() => this.setState({ error: undefined })}>
            {t('Draw it again')}
          </button>{' '}
          <button
            type="button"
            onClick={() => void navigator.clipboard.writeText(`${this.props.name}: ${error.stack ?? String(error)}`)}
          >
            {t('Copy details')}
          </button>
        </p>
      </div>
    )
  }
}
