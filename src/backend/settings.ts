import type { Bytes } from '../base/units'

/** Doris's names for what can be set; the page lists those with memory, cache or mem in their name. Times in ms, sizes in bytes. */
export interface Settings {
  readonly mem_limit: Bytes
  readonly soft_mem_limit_frac: number
  readonly max_sys_mem_available_low_water_mark_bytes: Bytes
  readonly process_minor_gc_size_percent: number
  readonly process_full_gc_size_percent: number
  /** True: a query or load may exceed its own limit, and is the first to go when the process runs out. */
  readonly enable_query_memory_overcommit: boolean
  readonly enable_use_cgroup_memory_info: boolean
  readonly disable_memory_gc: boolean
  readonly memory_maintenance_sleep_time_ms: number
  readonly memory_gc_sleep_time_ms: number
  readonly thread_wait_gc_max_milliseconds: number
  readonly load_process_max_memory_limit_percent: number
  /** A tracker that does not end at 0 is an error in the log, and GC logs the trackers of the type before each step. */
  readonly crash_in_memory_tracker_inaccurate: boolean
  /** A status line each time the resident memory has moved by so much. */
  readonly memory_status_log_step_bytes: Bytes
  readonly storage_page_cache_limit: Bytes
  readonly index_page_cache_limit: Bytes
  readonly segment_cache_capacity: Bytes
  readonly data_page_cache_stale_sweep_time_sec: number
  readonly index_page_cache_stale_sweep_time_sec: number
  readonly segment_cache_stale_sweep_time_sec: number
  readonly cache_periodic_prune_stale_sweep_sec: number
  readonly webserver_port: number
}

const MIB: Bytes = 1024 ** 2

/**
 * Doris's defaults, but for the sizes of the caches, which fit a process that lives in 1 GiB instead of a server. What goes with the
 * limit goes with the one in effect, which is less than the given one where the machine or the control group has less.
 */
export function makeSettings(given: Partial<Settings> & Pick<Settings, 'mem_limit'>, limitInEffect = given.mem_limit): Settings {
  const scale = workScale(limitInEffect)
  return {
    soft_mem_limit_frac: 0.9,
    max_sys_mem_available_low_water_mark_bytes: 6_871_947_673,
    process_minor_gc_size_percent: 10,
    process_full_gc_size_percent: 20,
    enable_query_memory_overcommit: true,
    enable_use_cgroup_memory_info: true,
    disable_memory_gc: false,
    memory_maintenance_sleep_time_ms: 100,
    memory_gc_sleep_time_ms: 500,
    thread_wait_gc_max_milliseconds: 1000,
    load_process_max_memory_limit_percent: 50,
    crash_in_memory_tracker_inaccurate: false,
    memory_status_log_step_bytes: Math.min(256 * MIB, Math.floor(limitInEffect / 4)),
    storage_page_cache_limit: Math.round(80 * MIB * scale),
    index_page_cache_limit: Math.round(24 * MIB * scale),
    segment_cache_capacity: Math.round(16 * MIB * scale),
    data_page_cache_stale_sweep_time_sec: 90,
    index_page_cache_stale_sweep_time_sec: 60,
    segment_cache_stale_sweep_time_sec: 120,
    cache_periodic_prune_stale_sweep_sec: 60,
    webserver_port: 8040,
    ...given,
  }
}

/** How large the work is made: 1 for a limit of 1 GiB. */
export function workScale(memLimit: Bytes): number {
  return Math.min(4, Math.max(0.05, memLimit / 1024 ** 3))
}

/** What the page lists: every setting with memory, cache or mem in its name, by name. */
export function listMemorySettings(settings: Settings): Map<string, string> {
  return new Map(
    Object.entries(settings)
      .filter(([name]) => /memory|cache|mem/.test(name))
      .map(([name, value]) => [name, String(value)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}
