import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { seededRng } from '@twinbank/primitives';

import { instructionBeyondM0 } from './instruction-set.js';

const code = (...halfwords: number[]): Uint8Array => new Uint8Array(new Uint16Array(halfwords).buffer);

describe('instructions that a Cortex-M0+ lacks', () => {
  it.each<[string, number[], string]>([
    ['LDR.W', [0xf8df, 0xd034], 'f8df d034'],
    ['MOVW after others', [0x2001, 0xf240, 0x0101], 'f240 0101'],
    ['PUSH.W', [0xb508, 0xe92d, 0x47f0], 'e92d 47f0'],
    ['CBZ', [0xb128], 'b128'],
    ['CBNZ', [0xb9fb], 'b9fb'],
    ['IT', [0x2800, 0xbf08], 'bf08'],
    ['a coprocessor’s', [0xeef1, 0x0a10], 'eef1 0a10'],
  ])('include %s', (_, halfwords, text) => {
    expect(instructionBeyondM0(code(...halfwords), 0)?.text).toBe(text);
  });

  it.each<[string, number[]]>([
    ['NOP, WFI, SEV and PUSH', [0xbf00, 0xbf30, 0xbf40, 0xb5f0]],
    ['MSR, MRS, DSB, DMB, ISB', [0xf380, 0x8808, 0xf3ef, 0x8010, 0xf3bf, 0x8f4f, 0xf3bf, 0x8f5f, 0xf3bf, 0x8f6f]],
    ['data after BL', [0xf000, 0xf801, 0xe92d, 0x47f0]],
    ['data after BX LR', [0x4770, 0xf8df, 0xd034]],
    ['data after POP to PC', [0xbd10, 0xf8df, 0xd034]],
    ['data after B', [0xe7fe, 0xf8df, 0xd034]],
    ['the constant of an earlier load', [0x4800, 0x46c0, 0xed08, 0xe000]],
    ['what ends in the middle', [0x2001, 0xf8df]],
    ['nothing', []],
  ])('do not include %s', (_, halfwords) => {
    expect(instructionBeyondM0(code(...halfwords), 0)).toBeUndefined();
  });

  it('are in no function of the reference firmware for L0, and occur early in one of that for L4', () => {
    const built = (family: string): Uint8Array =>
      new Uint8Array(
        readFileSync(
          new URL(`../../../simulators/firmware/build/${family}/twinbank-${family}-1.1.0.bin`, import.meta.url),
        ),
      );
    const starts = (image: Uint8Array): number[] => {
      const view = new DataView(image.buffer);
      return Array.from({ length: 0x2000 / 2 - 0x300 }, (_, index) => 0x600 + index * 2).filter(
        (at) => (view.getUint16(at, true) & 0xff00) === 0xb500,
      );
    };
    expect(
      starts(built('l0'))
        .map((at) => instructionBeyondM0(built('l0'), at))
        .filter(Boolean),
    ).toEqual([]);
    expect(starts(built('l4')).some((at) => instructionBeyondM0(built('l4'), at))).toBe(true);
  });

  it('are searched in any bytes without an exception', () => {
    const noise = seededRng('noise').bytes(513);
    for (let at = 0; at < 520; at++) instructionBeyondM0(noise, at);
    expect(instructionBeyondM0(noise, 520)).toBeUndefined();
  });
});
