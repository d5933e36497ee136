import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';

import { Corpus } from './corpus.js';

const picks = (corpus: Corpus): number[] => Array.from({ length: 1000 }, () => corpus.pick()[0] ?? -1);
const share = (all: readonly number[], value: number): number => all.filter((one) => one === value).length / all.length;

describe('the inputs that are kept', () => {
  it('are nothing at first', () => expect(new Corpus(seededRng(1)).pick()).toEqual(new Uint8Array(0)));

  it('begin with one that was taken half the time, however many were refused', () => {
    const corpus = new Corpus(seededRng(1));
    corpus.add(Uint8Array.of(7), true);
    for (let refused = 0; refused < 200; refused++) corpus.add(Uint8Array.of(9), false);
    expect(share(picks(corpus), 7)).toBeCloseTo(0.5, 1);
    expect(corpus.size).toBe(201);
  });

  it('are taken or refused alone where there are no others', () => {
    for (const isTaken of [true, false]) {
      const corpus = new Corpus(seededRng(1));
      corpus.add(Uint8Array.of(7), isTaken);
      expect(share(picks(corpus), 7)).toBe(1);
    }
  });

  it('are of the newest more often', () => {
    const corpus = new Corpus(seededRng(1));
    for (let index = 0; index < 200; index++) corpus.add(Uint8Array.of(index), true);
    expect(picks(corpus).filter((first) => first >= 168).length).toBeGreaterThan(500);
  });
});
