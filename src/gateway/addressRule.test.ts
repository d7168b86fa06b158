import { describe, expect, it } from 'vitest'
import { isAddressAllowed, isLoopback, meansThisComputer } from './addressRule'

describe('which addresses a target may be connected at', () => {
  it.each([
    '10.0.0.17',
    '192.168.1.4',
    '172.16.3.3',
    '93.184.216.34',
    '100.64.0.1',
    'fd12::17',
    '2001:db8::1',
    '::ffff:10.0.0.17',
  ])('%s is an address that a backend may have', (address) => expect(isAddressAllowed(address, 'be-17.prod')).toBe(true))

  it.each([
    '169.254.169.254',
    '169.254.0.1',
    'fe80::1',
    'fe80::1%eth0',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::1',
    'fd00:ec2::254',
    'fd00:0ec2:0:0::0254',
    '100.100.100.200',
    '168.63.129.16',
    '0.0.0.0',
    '0.1.2.3',
    '::',
    '224.0.0.1',
    'ff02::1',
    '255.255.255.255',
    '240.0.0.1',
    'no address',
    '',
  ])('%s is refused whatever the target is called, listed or not', (address) => {
    expect(isAddressAllowed(address, 'be-17.prod')).toBe(false)
    expect(isAddressAllowed(address, address)).toBe(false)
  })

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '64:ff9b::7f00:1'])(
    '%s is this computer: only for a target that says so',
    (address) => {
      expect(isAddressAllowed(address, 'be-17.prod')).toBe(false)
      expect(isAddressAllowed(address, 'localhost.evil.test')).toBe(false)
      expect(isAddressAllowed(address, 'localhost')).toBe(true)
      expect(isAddressAllowed(address, '127.0.0.1')).toBe(true)
    },
  )

  it('knows loopback addresses, for --host', () => {
    expect(['127.0.0.1', '::1', '127.0.0.2'].map(isLoopback)).toEqual([true, true, true])
    expect(['0.0.0.0', '::', '10.0.0.1', 'localhost', 'example.org', ''].map(isLoopback)).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
    ])
    expect(meansThisComputer('LOCALHOST')).toBe(true)
  })
})
