import { readFile, stat } from 'node:fs/promises'
import * as v from 'valibot'

/** Value of the Authorization header by target name. */
export type Credentials = ReadonlyMap<string, string>

/** What is wrong with the file of --credentials, in a sentence that holds nothing of its content but names of targets. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
}

const EntrySchema = v.strictObject({ user: v.string(), password: v.string() })
const FORM = 'It must look like {"be1": {"user": "...", "password": "..."}}.'

/** Reads the file of --credentials; refuses one that others can read, and names of targets that there are not. */
export async function readCredentials(path: string, targetNames: readonly string[]): Promise<Credentials> {
  let text: string
  try {
    const { mode } = await stat(path)
    // Windows has no such mode; there the file is as private as its folder.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new CredentialsError(`Others can read ${path}, which holds passwords. Run: chmod 600 ${path}`)
    }
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof CredentialsError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CredentialsError(code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // The parser's own message would quote the text.
    throw new CredentialsError(`${path} is not JSON. ${FORM}`)
  }
  const wrongForm = new CredentialsError(`${path} has not the right form. ${FORM}`)
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrongForm
  const credentials = new Map<string, string>()
  for (const [name, entry] of Object.entries(json)) {
    const parsed = v.safeParse(EntrySchema, entry)
    if (!parsed.success) throw wrongForm
    const { user, password } = parsed.output
    if (!targetNames.includes(name)) {
      throw new CredentialsError(`${path} names a target "${name}" that no --target gives. Use the same name in both.`)
    }
    if (user.includes(':')) throw new CredentialsError(`The user of "${name}" in ${path} must not contain a colon.`)
    credentials.set(name, `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
  }
  return credentials
}
