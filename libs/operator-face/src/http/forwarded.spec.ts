import { describe, expect, it } from '@jest/globals';

import { readableForwarded } from './forwarded.js';

describe('what a proxy says of the client', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.1, 198.51.100.2', '192.0.2.1, 198.51.100.2'],
    ['192.0.2.1:5123', '192.0.2.1'],
    ['[2001:db8::1]:443, 2001:db8::2', '2001:db8::1, 2001:db8::2'],
    ['unknown, 192.0.2.1', '192.0.2.1'],
    ["203.0.113.9, ' OR 1=1, 192.0.2.1", '192.0.2.1'],
    ['192.0.2.1, unknown', undefined],
    ['fe80::1%eth0', undefined],
    ['999.1.1.1', undefined],
    ['', undefined],
    [',,,', undefined],
  ])('is read from the end as far as there are addresses: %s', (header, readable) => {
    expect(readableForwarded(header)).toBe(readable);
  });

  it('is looked at in its last part only, however long it is', () => {
    expect(readableForwarded(`${'x,'.repeat(1_000_000)}192.0.2.1`)).toBe('192.0.2.1');
  });
});
