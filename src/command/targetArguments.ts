import { readFile } from 'node:fs/promises'
import { CredentialsError, readCredentials, type Credentials } from '../gateway/credentials'
import type { FleetTarget } from '../gateway/fleet'
import { parseDuration } from './duration'

// What serve and record take alike: --target, --every, --credentials, --ca.

/** What is wrong with the call, in a sentence. */
export interface WrongCall {
  readonly wrong: string
}

const LONGEST_EVERY_MS = 3_600_000

/** The --target NAME=URL of a call. */
export function readTargets(texts: readonly string[]): readonly (FleetTarget & { readonly url: URL })[] | WrongCall {
  const targets: (FleetTarget & { readonly url: URL })[] = []
  for (const text of texts) {
    const target = readTarget(text)
    if ('wrong' in target) return target
    if (targets.some(({ name }) => name === target.name))
      return { wrong: `--target ${target.name} is given twice; each needs a name of its own.` }
    targets.push(target)
  }
  return targets
}

function readTarget(text: string): (FleetTarget & { readonly url: URL }) | WrongCall {
  const equals = text.indexOf('=')
  const name = text.slice(0, Math.max(0, equals)).trim()
  if (name === '' || name.includes('://'))
    return { wrong: `--target takes NAME=URL, such as be1=http://10.0.0.17:8040, not "${withoutCredentials(text)}".` }
  let url: URL
  try {
    url = new URL(text.slice(equals + 1).trim())
  } catch {
    return { wrong: `--target ${name}: what stands behind the = is not a URL. It must be like http://10.0.0.17:8040.` }
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { wrong: `--target ${name}: the URL must begin with http:// or https://.` }
  if (url.username !== '' || url.password !== '') {
    return {
      wrong: `--target ${name}: a password does not belong into a URL, where logs and lists of processes show it. Put it into a file and give that with --credentials.`,
    }
  }
  if (url.search !== '' || url.hash !== '')
    return { wrong: `--target ${name}: the URL must end before any ? or #; Memlane adds /profile itself.` }
  url.pathname = url.pathname.replace(/\/profile\/?$/, '/')
  return { name, url }
}

function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//')
}

/** A time from one poll to the next, in ms; undefined if it is not one that is allowed. */
export function readEvery(text: string): number | undefined {
  const ms = parseDuration(text)
  return ms !== undefined && ms >= 1000 && ms <= LONGEST_EVERY_MS ? ms : undefined
}

/** The files of --credentials and --ca. Throws CredentialsError with a sentence. */
export async function readSecrets(
  { credentials, ca }: { readonly credentials: string | undefined; readonly ca: string | undefined },
  names: readonly string[],
): Promise<{ readonly credentials?: Credentials; readonly ca: string | undefined }> {
  return {
    ...(credentials === undefined ? {} : { credentials: await readCredentials(credentials, names) }),
    ca: ca === undefined ? undefined : await readAuthority(ca),
  }
}

async function readAuthority(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) throw new CredentialsError(`--ca: ${path} cannot be read.`)
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new CredentialsError(`--ca: ${path} holds no certificate in PEM form.`)
  return text
}
