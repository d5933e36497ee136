import { describe, expect, it } from '@jest/globals';

import type { components } from '@twinbank/client';

import { verdictLines } from './verdicts.js';

type ReleaseDiff = components['schemas']['ReleaseDiffAnswer'];

const known = {
  from: '1.0.0',
  to: '1.1.0',
  knows: 'types' as const,
  unchanged: 7,
  unlisted: 0,
  variables: [],
} satisfies Partial<ReleaseDiff>;
const plan = { needsCode: false, savedBytes: 0, steps: [], unlisted: 0 };

describe('the verdict that the demo prints', () => {
  it('names both releases, the severity, and what makes it so', () => {
    const detail = 'Variables are new: runs';
    const findings = [
      { code: 'variable_added', weight: 'run-once', detail } as const,
      { code: 'heap_used', weight: 'note', detail: 'left out' } as const,
    ];
    const steps = [{ kind: 'initialise' }] as never;
    const lines = verdictLines('pump', {
      ...known,
      verdict: 'live-run-once',
      severity: 2,
      findings,
      plan: { ...plan, steps },
    });
    expect(lines).toEqual([
      'pump: 1.0.0 runs; 1.1.0 can replace it while it runs, with its run-once code (RAM severity 2 of 4, by their types; 7 variables as before)',
      `  variable_added: ${detail}`,
      '  run-once plan: 1 step',
    ]);
  });

  it('says where nothing is known', () => {
    const [line, ...more] = verdictLines('pump', { ...known, knows: 'nothing', verdict: 'reset', findings: [], plan });
    expect(line).toContain('by a reset only (nothing is known of their variables');
    expect(more).toEqual([]);
  });
});
