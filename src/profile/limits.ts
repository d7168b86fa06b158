// The limits of policy 6 and 7 of hardening.md, kept here because every reader and the gateway hold to the same ones.

/** Nodes deeper than this are refused; Doris's own trees are six deep. */
export const MAX_DEPTH = 64
/** 20,000 trackers stand in Top and in All. */
export const MAX_NODES = 200_000
/** A name, label, info string of any length up to this is kept; it is cut only on the screen. UTF-16 units. */
export const MAX_NAME_LENGTH = 64 * 1024
/** One answer on the wire, in bytes. */
export const MAX_WIRE_BYTES = 8 * 1024 * 1024
/** One answer, or one line of a saved timeline, after decompression, in bytes. */
export const MAX_DECODED_BYTES = 32 * 1024 * 1024
/** Decompressed to compressed size, once the first MiB is out. */
export const MAX_GZIP_RATIO = 100
