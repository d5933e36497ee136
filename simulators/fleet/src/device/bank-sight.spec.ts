import { describe, expect, it } from '@jest/globals';

import { knownImage, lookAtBank } from './bank-sight.js';

const old = knownImage({ version: '1.0.0', bytes: Uint8Array.of(1, 2, 3, 4) });
const grown = knownImage({ version: '1.1.0', bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) });
const bank = (...bytes: number[]): Uint8Array => Uint8Array.from({ length: 8 }, (_, i) => bytes[i] ?? 0xff);

describe('reading a bank', () => {
  it('recognises an image whatever follows it', () => {
    expect(lookAtBank(1, bank(1, 2, 3, 4), [old, grown], 0xff)).toMatchObject({
      bank: 1,
      state: 'image',
      version: '1.0.0',
    });
    expect(lookAtBank(1, bank(1, 2, 3, 4, 9), [old, grown], 0xff)).toMatchObject({ state: 'image', version: '1.0.0' });
  });

  it('takes the longest known image that matches', () => {
    expect(lookAtBank(2, bank(1, 2, 3, 4, 5, 6), [old, grown], 0xff)).toMatchObject({
      version: '1.1.0',
      sha256: grown.sha256,
    });
    expect(lookAtBank(2, bank(1, 2, 3, 4, 5, 6), [grown, old], 0xff)).toMatchObject({ version: '1.1.0' });
  });

  it('detects one wrong byte', () => {
    const sight = lookAtBank(1, bank(1, 2, 3, 5), [old, grown], 0xff);
    expect(sight.state).toBe('other');
    expect(sight.version).toBeUndefined();
  });

  it('recognises an erased bank by the part’s erased value', () => {
    expect(lookAtBank(2, bank(), [old], 0xff).state).toBe('erased');
    expect(lookAtBank(2, bank(), [old], 0x00).state).toBe('other');
    expect(lookAtBank(2, new Uint8Array(8), [old], 0x00).state).toBe('erased');
  });

  it('recognises an image of which only length and digest are known', () => {
    const { bytes: _, ...unseen } = grown;
    expect(lookAtBank(2, bank(1, 2, 3, 4, 5, 6), [old, unseen], 0xff)).toMatchObject({
      version: '1.1.0',
      sha256: grown.sha256,
    });
    expect(lookAtBank(2, bank(1, 2, 3, 4, 5, 7), [unseen], 0xff).state).toBe('other');
  });

  it('never matches an image that is longer than the bank', () => {
    expect(lookAtBank(1, Uint8Array.of(1, 2), [old], 0xff).state).toBe('other');
  });
});
