import { describe, expect, it } from '@jest/globals';
import { concatBytes, fromHex, toHex } from '@twinbank/primitives';
import { Mcu } from '../mcu.js';

const KEY = fromHex('2b7e151628aed2a6abf7158809cf4f3c')!;
const IV = fromHex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff')!;
const aesOf = (part: 'STM32L083' | 'STM32G484') => {
  const mcu = new Mcu({ part });
  return { aes: mcu.aes!, clock: mcu.clock };
};

describe('Aes', () => {
  it('is on L083, L486 and G484 only, with the key sizes that they have', () => {
    for (const part of ['STM32L073', 'STM32L476', 'STM32G474'] as const) expect(new Mcu({ part }).aes).toBeUndefined();
    const { aes } = aesOf('STM32L083');
    expect((['none', 'A128CTR', 'A256CTR'] as const).map((cipher) => aes.supports(cipher))).toEqual([
      false,
      true,
      false,
    ]);
    expect(() => aes.start({ cipher: 'A256CTR', key: new Uint8Array(32), iv: IV })).toThrow(/KEYSIZE/);
    expect(aesOf('STM32G484').aes.supports('A256CTR')).toBe(true);
  });

  it('encrypts in counter mode [NIST SP 800-38A F.5.1], entered anywhere', () => {
    const { aes } = aesOf('STM32G484');
    const plain = fromHex('6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51')!;
    const expected = '874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff';
    const setup = { cipher: 'A128CTR', key: KEY, iv: IV } as const;
    expect(toHex(aes.start(setup).apply(0, plain))).toBe(expected);
    expect(toHex(aes.start(setup).apply(16, plain.subarray(16)))).toBe(expected.slice(32));
  });

  it('counts in the low 32 bits alone: after FFFFFFFF comes 0 under the same nonce', () => {
    const { aes } = aesOf('STM32G484');
    const nonce = IV.slice(0, 12);
    const ivOf = (counter: string) => concatBytes(nonce, fromHex(counter)!);
    const start = (counter: string) => aes.start({ cipher: 'A128CTR', key: KEY, iv: ivOf(counter) });
    const zeros = new Uint8Array(48);
    const wrapped = start('fffffffe').apply(0, zeros);
    expect(toHex(wrapped.subarray(0, 32))).toBe(toHex(start('fffffffe').apply(0, zeros.subarray(0, 32))));
    expect(toHex(wrapped.subarray(32))).toBe(toHex(start('00000000').apply(0, zeros.subarray(0, 16))));
    expect(toHex(start('fffffffe').apply(32, zeros.subarray(0, 16)))).toBe(toHex(wrapped.subarray(32)));
  });

  it('needs all 16 bytes of the start value', () => {
    const { aes } = aesOf('STM32G484');
    for (const length of [12, 15, 17])
      expect(() => aes.start({ cipher: 'A128CTR', key: KEY, iv: new Uint8Array(length) })).toThrow(/^IVR/);
  });

  it('takes its cycles for each block', () => {
    const { aes, clock } = aesOf('STM32G484');
    aes.start({ cipher: 'A128CTR', key: KEY, iv: IV }).apply(0, new Uint8Array(1600));
    expect(clock.nowUs).toBeCloseTo((100 * 51) / 16, 3);
  });
});
