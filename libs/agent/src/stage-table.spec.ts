import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { STAGES } from '@twinbank/protocol';

import { flawsOf, isFinal, isReported, printStageDiagram, STAGE_TABLE, type JobStage } from './stage-table.js';

describe('the stage table', () => {
  it('is proven: every stage is reached, final stages end, every successor exists', () => {
    expect(flawsOf(STAGE_TABLE)).toEqual([]);
  });

  it('would not be proven with a defect', () => {
    expect(flawsOf({ ...STAGE_TABLE, lost: { next: {} } })).toEqual(['lost cannot be reached', 'lost leads nowhere']);
    expect(flawsOf({ ...STAGE_TABLE, done: { next: { accepted: 'again' } } })).toEqual(['done is final but goes on']);
    expect(flawsOf({ ...STAGE_TABLE, checked: { next: { nowhere: 'x' } } })).toContain(
      'checked leads to nowhere, which is no stage',
    );
  });

  it('holds every stage that reports name', () => {
    const stages = Object.keys(STAGE_TABLE) as JobStage[];
    expect(stages.filter(isReported).sort()).toEqual([...STAGES].sort());
    expect(stages.filter(isFinal)).toEqual(['done', 'rejected', 'failed', 'reverted', 'cancelled', 'dropped']);
  });

  it('prints as a diagram', () => {
    const diagram = printStageDiagram();
    expect(diagram).toMatch(/^stateDiagram-v2\n {2}\[\*\] --> offered\n/);
    expect(diagram).toContain('  swapped --> confirmed: self-test passed\n');
  });

  it('stands in the documentation as it prints', () => {
    expect(readFileSync(new URL('../../../docs/device.md', import.meta.url), 'utf8')).toContain(printStageDiagram());
  });
});
