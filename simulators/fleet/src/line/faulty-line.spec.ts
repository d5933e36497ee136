import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';

import { NO_FAULTS, noFaultsMet, type FaultRates } from './fault-rates.js';
import { FaultyLine } from './faulty-line.js';

function send(rates: Partial<FaultRates>, count: number, seed = 'line') {
  const met = noFaultsMet();
  const line = new FaultyLine({ ...NO_FAULTS, ...rates }, seededRng(seed), met);
  const arrived: number[][] = [];
  for (let i = 0; i < count; i++) line.pass(Uint8Array.of(i >> 8, i & 0xff), (message) => arrived.push([...message]));
  return { met, arrived, numbers: arrived.map(([high, low]) => high! * 256 + low!) };
}

describe('a faulty line', () => {
  it('passes everything on unchanged if there are no faults', () => {
    expect(send({}, 300).numbers).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  it('loses about the stated share and counts it', () => {
    const { met, arrived } = send({ lose: 0.1 }, 10_000);
    expect(met.lost).toBe(10_000 - arrived.length);
    expect(met.lost).toBeGreaterThan(850);
    expect(met.lost).toBeLessThan(1150);
  });

  it('repeats a message right after itself', () => {
    const { met, numbers } = send({ repeat: 1 }, 3);
    expect(numbers).toEqual([0, 0, 1, 1, 2, 2]);
    expect(met.repeated).toBe(3);
  });

  it('delivers a held message after the next one and loses none', () => {
    const { met, numbers } = send({ reorder: 0.2 }, 2000);
    expect(met.reordered).toBeGreaterThan(200);
    expect(numbers).not.toEqual([...numbers].sort((a, b) => a - b));
    expect(new Set(numbers).size).toBeGreaterThanOrEqual(1999);
  });

  it('flips exactly one bit of a damaged message', () => {
    const { met, arrived } = send({ corrupt: 1 }, 100);
    expect(met.corrupted).toBe(100);
    const bits = arrived.map(([high, low], i) => (((high! << 8) | low!) ^ i).toString(2).replaceAll('0', '').length);
    expect(new Set(bits)).toEqual(new Set([1]));
  });

  it('does the same for the same seed', () => {
    const rates = { lose: 0.1, repeat: 0.1, reorder: 0.1, corrupt: 0.1 };
    expect(send(rates, 500)).toEqual(send(rates, 500));
    expect(send(rates, 500, 'another').arrived).not.toEqual(send(rates, 500).arrived);
  });
});
