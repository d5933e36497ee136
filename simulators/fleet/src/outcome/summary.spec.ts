import { describe, expect, it } from '@jest/globals';

import { anOutcome } from '../testing/an-outcome.js';
import { noFaultsMet } from '../line/fault-rates.js';
import { summaryText, wrongOnes } from './summary.js';

describe('summary', () => {
  it('gives each product a row with what its devices run', () => {
    const text = summaryText([
      anOutcome(),
      anOutcome({ id: 'pump-0002', active: 1, stage: 'reverted', fault: 'self_test_failed' }),
      anOutcome({ product: 'valve', part: 'STM32L083' }),
    ]);
    const rows = text.split('\n').map((line) => line.split(/ {2,}/));
    expect(rows).toContainEqual(['pump', 'STM32G484', '2', '1', '1', '1.1.0 × 1, 1.0.0 × 1', '0']);
    expect(rows).toContainEqual(['valve', 'STM32L083', '1', '1', '0', '1.1.0', '0']);
  });

  it('adds up missed deadlines and faults', () => {
    const swap = { ...anOutcome().swap!, deadlinesMissed: 2 };
    const text = summaryText([anOutcome({ swap }), anOutcome({ swap, faultsMet: { ...noFaultsMet(), lost: 3 } })]);
    expect(text).toMatch(/deadlines missed +4/);
    expect(text).toMatch(/faults met +3 blocks lost/);
  });

  it('names the first devices that ended wrong', () => {
    const outcomes = Array.from({ length: 12 }, (_, i) =>
      anOutcome({ id: `pump-${i}`, wrong: ['active bank holds no known image'] }),
    );
    const text = summaryText([...outcomes, anOutcome()]);
    expect(wrongOnes(outcomes)).toHaveLength(12);
    expect(text).toContain('12 of 13 devices ended in a state that they should not:');
    expect(text).toContain('  pump-0: active bank holds no known image');
    expect(text).toContain('  … and 2 more');
  });

  it('counts other chips by what their image brings, and is silent where there are none', () => {
    const chips = [
      { target: 'radio', runs: 'a', brought: 'a' },
      { target: 'charger', runs: 'b' },
    ];
    const text = summaryText([
      anOutcome({ chips }),
      anOutcome({ chips: [{ target: 'radio', runs: 'b', brought: 'a' }] }),
    ]);
    expect(text).toMatch(/other chips +3, 1 run what their image brings, of 1 it says nothing/);
    expect(summaryText([anOutcome()])).not.toContain('other chips');
  });

  it('counts devices at the end of their lives, and is silent where there are none', () => {
    const text = summaryText([anOutcome({ disposal: 'forgotten' }), anOutcome({ disposal: 'ordered' }), anOutcome()]);
    expect(text).toMatch(/disposals +2 ordered, 1 have forgotten their keys/);
    expect(summaryText([anOutcome()])).not.toContain('disposals');
  });

  it('says so if nothing was swapped', () => {
    const { swap: _, ...idle } = anOutcome({ stage: 'idle' });
    expect(summaryText([idle])).toMatch(/swaps +none/);
  });
});
