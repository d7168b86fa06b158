import type { Bytes } from '../../base/units'
import type { RuntimeProfile } from '../runtime/runtimeProfile'
import type { LruCache } from './lruCache'

/** All caches of the process, for whoever needs memory back. */
export class CacheManager {
  private readonly caches = new Map<string, LruCache>()

  register(cache: LruCache): LruCache {
    this.caches.set(cache.name, cache)
    return cache
  }

  [Symbol.iterator](): IterableIterator<LruCache> {
    return this.caches.values()
  }

  /** Drops what is stale in every cache. Bytes freed; each cache that freed something becomes a child of the profile. */
  pruneStale(profile?: RuntimeProfile): Bytes {
    return this.prune((cache) => cache.pruneStale(), profile)
  }

  pruneAll(profile?: RuntimeProfile): Bytes {
    return this.prune((cache) => cache.pruneAll(), profile)
  }

  private prune(one: (cache: LruCache) => Bytes, profile: RuntimeProfile | undefined): Bytes {
    let freed: Bytes = 0
    for (const cache of this.caches.values()) {
      const bytes = one(cache)
      freed += bytes
      if (bytes !== 0) profile?.addChild(cache.profile)
    }
    return freed
  }
}
