import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { disposalSteps, type Disposal } from './disposal-steps.js';
import { FAULT_WAYS, faultWay } from './fault-ways.js';

const ORDERED = '2026-11-29T08:00:00.000Z';
const RECEIPT = { at: '2026-11-29T08:00:07.000Z', digest: 'd'.repeat(64), epoch: 1, generation: 0 };
const of = (disposal: Partial<Disposal>): Disposal => ({
  ...{ standing: 'not-confirmed', ordered: ORDERED, reason: 'scrapped' },
  ...disposal,
});
const states = (ending: Disposal): string =>
  disposalSteps(ending)
    .map(({ state }) => state)
    .join(' ');

describe('the way of a device to its end', () => {
  it('waits for the device until its receipt is there, however long that takes', () => {
    expect(states(of({}))).toBe('done now later later later');
    expect(disposalSteps(of({}))[1]!.text).toContain('does not expire');
  });

  it('is done in every step once the receipt is there, at the moments that the server said', () => {
    const steps = disposalSteps(of({ standing: 'confirmed', receipt: RECEIPT }));
    expect(steps.map(({ state, at }) => [state, at])).toEqual([
      ['done', ORDERED],
      ['done', undefined],
      ['done', RECEIPT.at],
      ['done', undefined],
      ['done', undefined],
    ]);
  });

  it('says what stands in its way: no skill, a refused order, a refused acknowledgement, a key that is still used', () => {
    expect(states(of({ standing: 'cannot-be-told' }))).toBe('done trouble later later later');
    const refused = of({ fault: 'disposal_unsupported' });
    expect(states(refused)).toBe('done trouble later later later');
    expect(disposalSteps(refused)[1]!.fault).toBe('disposal_unsupported');
    const late = of({ standing: 'confirmed', receipt: RECEIPT, fault: 'disposal_mismatch' });
    expect(states(late)).toBe('done done done trouble done');
    const cameAgain = '2026-12-24T08:00:00.000Z';
    const again = of({ standing: 'confirmed', receipt: RECEIPT, cameAgain });
    expect(states(again)).toBe('done done done done trouble');
    expect(disposalSteps(again)[4]!.at).toBe(cameAgain);
  });
});

describe('the way out of what a device said of its order', () => {
  it('is known for codes that there are, and general for the others', () => {
    const page = readFileSync(new URL('../../../../../docs/faults.md', import.meta.url), 'utf8');
    expect(Object.keys(FAULT_WAYS).filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
    expect(faultWay('disposal_unsupported')).toBe(FAULT_WAYS['disposal_unsupported']);
    expect(faultWay('toString')).toContain('Look at the log');
  });
});
