import { describe, expect, it } from '@jest/globals';

import { CIPHERS, isPartName, PART_NAMES } from './part-name.js';
import { PARTS } from './parts.js';

describe('the parts', () => {
  it('are six, two of each family, one of which has an AES unit', () => {
    expect(Object.keys(PARTS)).toEqual([...PART_NAMES]);
    for (const family of ['L0', 'L4', 'G4']) {
      const members = PART_NAMES.filter((part) => PARTS[part].family === family);
      expect(members.map((part) => PARTS[part].ciphers.length > 0)).toEqual([false, true]);
    }
  });

  it('have banks of these sizes', () => {
    expect(PART_NAMES.map((part) => PARTS[part].bankBytes / 1024)).toEqual([96, 96, 512, 512, 256, 256]);
  });

  it('support AES-256 except the L083 [RM0367 §15]', () => {
    expect(PARTS.STM32L083.ciphers).toEqual(['A128CTR']);
    expect([PARTS.STM32L486.ciphers[0], PARTS.STM32G484.ciphers[0]]).toEqual(['A256CTR', 'A256CTR']);
    for (const part of PART_NAMES)
      expect(PARTS[part].ciphers.every((cipher) => cipher !== 'none' && CIPHERS.includes(cipher))).toBe(true);
  });

  it('are distinguished from other words', () => {
    expect([isPartName('STM32G484'), isPartName('stm32g484'), isPartName('toString'), isPartName(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
