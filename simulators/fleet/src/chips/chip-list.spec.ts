import { describe, expect, it } from '@jest/globals';

import { chipFirmware, readChipList } from './chip-list.js';

describe('a list of chips', () => {
  it('names each with the bytes that it takes, or leaves them to the rule', () => {
    expect(readChipList('radio:32768,charger')).toEqual([
      { target: 'radio', slotBytes: 32_768 },
      { target: 'charger', slotBytes: 65_536 },
    ]);
    expect(readChipList('a:1024,b:262144')).toHaveLength(2);
  });

  it.each([
    ['nothing', ''],
    ['a name that is no name', 'a radio'],
    ['a name that is too long', 'r'.repeat(17)],
    ['a name twice', 'radio,radio:2048'],
    ['too few bytes', 'radio:1023'],
    ['too many bytes', 'radio:262145'],
    ['bytes that are no number', 'radio:64k'],
    ['an entry too much', 'radio,'],
    ['more chips than a device can tell of', 'a,b,c,d,e,f,g,h,i'],
  ])('is none with %s', (_, text) => expect(readChipList(text)).toBeUndefined());
});

describe('the firmware of a chip’s factory', () => {
  it('is the same for all devices of a product, and another for each chip and product', () => {
    expect(chipFirmware('motor', 'radio')).toEqual(chipFirmware('motor', 'radio'));
    const all = [
      ['motor', 'radio'],
      ['motor', 'charger'],
      ['pump', 'radio'],
    ].map(([product, target]) => Buffer.from(chipFirmware(product!, target!)).toString('hex'));
    expect(new Set(all).size).toBe(3);
  });
});
