import { describe, expect, it } from '@jest/globals';

import { Mcu } from '@twinbank/mcu';
import { PART_NAMES, PARTS } from '@twinbank/parts';

import { reservedBytes } from './nvm-layout.js';

describe('reservedBytes', () => {
  it.each(PART_NAMES)('leaves on %s the room that the server allows an image', (part) => {
    const mcu = new Mcu({ part });
    expect(mcu.flash.bankBytes - reservedBytes(mcu)).toBe(PARTS[part].imageBytesMax);
  });
});
