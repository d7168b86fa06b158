// Timelines that the user asked this browser to keep: whole files in IndexedDB, for this origin only. Nothing comes here by itself.

const DATABASE = 'memlane'
const FILES = 'kept-files'
const FACTS = 'kept-facts'

export interface KeptTimeline {
  readonly id: number
  /** As of a saved file. */
  readonly name: string
  /** Of the gzipped file. */
  readonly bytes: number
  /** When it was kept, Unix ms. */
  readonly keptAt: number
  readonly samples: number
}

/** Why the browser did not do it. */
export class KeepError extends Error {
  readonly reason: 'full' | 'refused'

  constructor(reason: 'full' | 'refused', cause: unknown) {
    super(`The browser's storage ${reason === 'full' ? 'is full' : 'refused'}: ${String(cause)}`)
    this.reason = reason
  }
}

/** Keeps a file. Rejects with KeepError; then nothing of it is kept. */
export async function keepTimeline(file: Blob, facts: Omit<KeptTimeline, 'id' | 'bytes'>): Promise<KeptTimeline> {
  return withStores('readwrite', async (files, known) => {
    const id = Number(await done(files.add(file)))
    const kept: KeptTimeline = { ...facts, id, bytes: file.size }
    await done(known.put(kept))
    return kept
  })
}

/** What is kept, the newest first; nothing where the browser has no storage for this page. */
export async function listKept(): Promise<readonly KeptTimeline[]> {
  try {
    const all = await withStores('readonly', async (_files, known) => done(known.getAll() as IDBRequest<KeptTimeline[]>))
    return all.toSorted((a, b) => b.keptAt - a.keptAt)
  } catch {
    return []
  }
}

/** The file; undefined if it is gone. */
export async function readKept(id: number): Promise<Blob | undefined> {
  return withStores('readonly', async (files) => done(files.get(id) as IDBRequest<Blob | undefined>))
}

export async function removeKept(id: number): Promise<void> {
  await withStores('readwrite', async (files, known) => {
    await done(files.delete(id))
    await done(known.delete(id))
  })
}

/** One transaction: all of it or nothing. */
async function withStores<T>(
  mode: IDBTransactionMode,
  work: (files: IDBObjectStore, facts: IDBObjectStore) => Promise<T>,
): Promise<T> {
  let database: IDBDatabase | undefined
  try {
    database = await open()
    const transaction = database.transaction([FILES, FACTS], mode)
    const ended = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error('aborted')))
    })
    const [result] = await Promise.all([work(transaction.objectStore(FILES), transaction.objectStore(FACTS)), ended])
    return result
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new KeepError(name === 'QuotaExceededError' ? 'full' : 'refused', error)
  } finally {
    database?.close()
  }
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1)
  request.addEventListener('upgradeneeded', () => {
    request.result.createObjectStore(FILES, { autoIncrement: true })
    request.result.createObjectStore(FACTS, { keyPath: 'id' })
  })
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('no reason given')))
  })
}
