import { Fragment, type ReactNode } from 'react'
import { sentenceParts } from '../base/say'

/** A sentence with elements in the place of some `{names}`, in the order of the language that is spoken. */
export function Sentence({ text, parts }: { readonly text: string; readonly parts: Readonly<Record<string, ReactNode>> }) {
  return sentenceParts(text).map((part, index) => (
    // The parts of one sentence never change their order while it stands.
    <Fragment key={index}>{part.name === undefined ? part.text : parts[part.name]}</Fragment>
  ))
}
