import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

/** One file of the page in memory, with the compressed forms that the build made. */
export interface PageFile {
  readonly contentType: string
  readonly raw: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
  readonly etag: string
  /** Its name changes with its content, so it may be kept for ever. */
  readonly immutable: boolean
}

/** By path, such as "/assets/index-1a2b.js". */
export type PageFiles = ReadonlyMap<string, PageFile>

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.ndjson': 'application/x-ndjson; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.gz': 'application/gzip',
}

/**
 * All files of the built page, read once: what is not in this map cannot be served, so no path can lead out of the folder
 * (policy 3 of hardening.md). Empty if there is no such folder.
 */
export async function loadPageFiles(folder: string): Promise<PageFiles> {
  const names = await listFiles(folder)
  const files = new Map<string, PageFile>()
  for (const name of names) {
    // A .br or .gz beside the file of the same name is that file, compressed; a saved timeline may be named .gz by itself.
    if (/\.(br|gz)$/.test(name) && names.has(name.replace(/\.(br|gz)$/, ''))) continue
    const read = (suffix: string): Promise<Buffer | undefined> =>
      names.has(name + suffix) ? readFile(join(folder, name + suffix)) : Promise.resolve(undefined)
    const raw = await readFile(join(folder, name))
    const path = `/${name.split(sep).join('/')}`
    files.set(path, {
      contentType: CONTENT_TYPES[extname(name)] ?? 'application/octet-stream',
      raw,
      br: await read('.br'),
      gzip: await read('.gz'),
      etag: `"${createHash('sha256').update(raw).digest('hex').slice(0, 20)}"`,
      immutable: path.startsWith('/assets/'),
    })
  }
  return files
}

async function listFiles(folder: string): Promise<ReadonlySet<string>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const prefix = join(folder, sep)
    return new Set(
      entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(prefix.length)),
    )
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set()
    throw error
  }
}
