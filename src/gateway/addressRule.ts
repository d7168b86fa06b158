import { BlockList, isIP, isIPv4 } from 'node:net'
import { hostname } from 'node:os'

// Policy 5 of hardening.md. The rule is held against the address that is connected to, never against the name alone: a name may
// resolve to something else a moment later.

const never = new BlockList()
// Unspecified, link-local (the metadata service of most clouds lives there), multicast, reserved and broadcast.
never.addSubnet('0.0.0.0', 8, 'ipv4')
never.addSubnet('169.254.0.0', 16, 'ipv4')
never.addSubnet('224.0.0.0', 4, 'ipv4')
never.addSubnet('240.0.0.0', 4, 'ipv4')
never.addAddress('::', 'ipv6')
never.addSubnet('fe80::', 10, 'ipv6')
never.addSubnet('ff00::', 8, 'ipv6')
// Metadata services outside of link-local: AWS over IPv6, Alibaba Cloud, Azure's wire server, Oracle Cloud.
never.addAddress('fd00:ec2::254', 'ipv6')
never.addAddress('100.100.100.200', 'ipv4')
never.addAddress('168.63.129.16', 'ipv4')
never.addAddress('192.0.0.192', 'ipv4')

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

export function isLoopback(address: string): boolean {
  const plain = embeddedIPv4(address) ?? address
  return isIP(plain) !== 0 && loopback.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')
}

/** True if the one who wrote the target meant this very computer: then, and only then, may its name lead to a loopback address. */
export function meansThisComputer(host: string): boolean {
  const name = host.toLowerCase()
  return isLoopback(name) || name === 'localhost' || name.endsWith('.localhost') || name === hostname().toLowerCase()
}

/** May a target whose configured host is `host` (a name or an address, without brackets) be connected at `address`? */
export function isAddressAllowed(address: string, host: string): boolean {
  const plain = embeddedIPv4(address) ?? address
  if (isIP(plain) === 0) return false
  if (never.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6')) return false
  return isLoopback(plain) ? meansThisComputer(host) : true
}

/** The IPv4 address inside an IPv6 one that leads to it: mapped, compatible, NAT64, 6to4. undefined if there is none. */
function embeddedIPv4(address: string): string | undefined {
  const groups = ipv6Groups(address)
  if (!groups) return undefined
  const [a, b, c, d, e, f, g, h] = groups as [number, number, number, number, number, number, number, number]
  const dotted = (high: number, low: number): string => `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
  const zeros = a === 0 && b === 0 && c === 0 && d === 0
  if (zeros && e === 0 && f === 0xffff) return dotted(g, h)
  if (zeros && e === 0xffff && f === 0) return dotted(g, h)
  if (zeros && e === 0 && f === 0 && g !== 0) return dotted(g, h)
  if (a === 0x64 && b === 0xff9b) return dotted(g, h)
  if (a === 0x2002) return dotted(b, c)
  return undefined
}

function ipv6Groups(address: string): number[] | undefined {
  const bare = address.replace(/%.*$/, '')
  if (isIP(bare) !== 6) return undefined
  // URL writes every IPv6 address in one form: no dotted tail, one "::" at most.
  const [head, tail] = new URL(`http://[${bare}]`).hostname.slice(1, -1).split('::') as [string, string?]
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle: string[] = tail === undefined ? [] : Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...middle, ...right].map((group) => Number.parseInt(group, 16))
}
