/** A count of bytes. Everything in Memlane counts in bytes; GiB = 1024^3 exists only in what is shown. */
export type Bytes = number
/** Milliseconds since 1970-01-01 UTC. Whose clock it is stands in the field's own comment. */
export type UnixMs = number
/** 0 to 1. */
export type Share = number
