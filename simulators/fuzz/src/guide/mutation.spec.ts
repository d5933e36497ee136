import { describe, expect, it } from '@jest/globals';
import { seededRng, utf8 } from '@twinbank/primitives';

import { mutated, type Material } from './mutation.js';

const material: Material = { other: utf8('another input'), words: [utf8('WORD')], bytesMax: 40 };

describe('inputs made of others', () => {
  it.each([
    ['bytes', utf8],
    ['a Buffer', (text: string) => Buffer.from(text)],
  ])(
    'are the same for the same seed, leave their origin, %s, as it is, and are no longer than told',
    (_kind, bytes) => {
      const origin = bytes('where it comes from');
      const made = (seed: number) => Buffer.from(mutated(origin, seededRng(seed), material)).toString('latin1');
      for (let seed = 0; seed < 2000; seed++) {
        expect(made(seed)).toBe(made(seed));
        expect(made(seed).length).toBeLessThanOrEqual(40);
      }
      expect(origin).toEqual(bytes('where it comes from'));
    },
  );

  it('come of nothing, too', () => {
    const made = Array.from({ length: 500 }, (_, seed) => mutated(new Uint8Array(0), seededRng(seed), material));
    expect(made.some(({ length }) => length > 0)).toBe(true);
  });

  it('have words of the format, parts of other inputs, edges of numbers, and less or more than before', () => {
    const made = Array.from({ length: 3000 }, (_, seed) =>
      Buffer.from(mutated(utf8('................'), seededRng(seed), material)).toString('latin1'),
    );
    for (const sign of ['WORD', 'another', '\xff\xff\xff\x7f', '\x80\x00\x00\x00'])
      expect(made.filter((text) => text.includes(sign)).length).toBeGreaterThan(0);
    expect(made.some(({ length }) => length < 8)).toBe(true);
    expect(made.some(({ length }) => length > 24)).toBe(true);
  });
});
