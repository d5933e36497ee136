import { describe, expect, it } from '@jest/globals';

import { factoryOptions } from './factory-options.js';
import { PART_NAMES } from './part-name.js';
import { PART_SPECS } from './part-specs.js';

describe('option bytes of a new device', () => {
  it('are these', () => {
    expect(factoryOptions('STM32L083')).toEqual({ RDP: 1, BFB2: 0, nBOOT1: 1 });
    expect(factoryOptions('STM32L486')).toEqual({ RDP: 1, BFB2: 0, DUALBANK: 1, nBOOT1: 1 });
    expect(factoryOptions('STM32G484')).toEqual({
      ...{ RDP: 1, BFB2: 0, DBANK: 1, nBOOT1: 1, CCMSRAM_RST: 1, nSWBOOT0: 1, nBOOT0: 1 },
    });
  });

  it.each(PART_NAMES)('name each bit that the model of %s has, and no other', (part) => {
    const { RDP, ...bits } = factoryOptions(part);
    expect([RDP, Object.keys(bits).sort()]).toEqual([1, Object.keys(PART_SPECS[part].options.bits).sort()]);
    expect(Object.values(bits).every((value) => value === 0 || value === 1)).toBe(true);
  });
});
