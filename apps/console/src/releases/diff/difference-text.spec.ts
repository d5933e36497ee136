import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { DiffFinding, PlanStep, Variable } from './difference.js';
import { KNOWLEDGE, parted, remarksOf, SEVERITIES, stepText, verdictOf, WEIGHTS } from './difference-text.js';

const ROOT = new URL('../../../../../', import.meta.url);
const SCHEMAS = (
  JSON.parse(readFileSync(new URL('libs/client/openapi.json', ROOT), 'utf8')) as {
    components: { schemas: Record<string, { properties: Record<string, { enum?: string[] }> }> };
  }
).components.schemas;
const namesOf = (schema: string, property: string): string[] => SCHEMAS[schema]!.properties[property]!.enum!;

const finding = (code: DiffFinding['code'], weight: DiffFinding['weight']): DiffFinding => ({
  code,
  weight,
  detail: 'x',
});
const STEP: PlanStep = {
  do: 'save',
  name: 'state',
  bytes: 12,
  save: 1,
  from: 0x2000_1430,
  to: 0x2000_14c0,
  oldBytes: 8,
};
const NOTHING: Variable = {
  ...{ name: 'x', kind: 'unchanged', severity: 0, overlaps: [], differences: [], pointers: [] },
  ...{ initialChanged: false, elsewhere: false },
};

describe('the difference of two releases, as people read it', () => {
  it('has a text for all that the server may say', () => {
    for (const verdict of namesOf('ReleaseDiffAnswer', 'verdict'))
      expect(verdictOf({ verdict: verdict as 'live', knows: 'types' }).title).not.toBe('');
    expect(Object.keys(WEIGHTS).sort()).toEqual(namesOf('DifferenceAnswer', 'weight').sort());
    expect(Object.keys(KNOWLEDGE).sort()).toEqual(namesOf('ReleaseDiffAnswer', 'knows').sort());
    expect(SEVERITIES).toHaveLength(SCHEMAS['VariableChangeAnswer']!.properties['severity']!.enum!.length);
    for (const what of namesOf('PlanStepAnswer', 'do'))
      expect(stepText({ ...STEP, do: what as PlanStep['do'] })).not.toMatch(/undefined|\?/);
  });

  it('leads to a heading that docs/inspection.md has, for each finding', () => {
    const page = readFileSync(new URL('docs/inspection.md', ROOT), 'utf8');
    const codes = namesOf('DifferenceAnswer', 'code');
    expect(codes.length).toBeGreaterThan(20);
    expect(codes.filter((code) => !page.includes(`\n### ${code}\n`))).toEqual([]);
  });

  it('gives as reasons what makes the verdict, and nothing else', () => {
    const findings = [
      finding('heap_moved', 'reset'),
      finding('variable_moved', 'run-once'),
      finding('heap_used', 'warning'),
    ];
    const { reasons, others } = parted({ verdict: 'reset', findings });
    expect([reasons, others].map((list) => list.map(({ code }) => code))).toEqual([
      ['heap_moved'],
      ['variable_moved', 'heap_used'],
    ]);
    expect(parted({ verdict: 'live', findings: [finding('heap_used', 'warning')] }).reasons).toEqual([]);
  });

  it('does not call a swap safe where nothing is known of variables', () => {
    expect(verdictOf({ verdict: 'live', knows: 'nothing' }).title).toBe('Live, as far as is known');
    expect(verdictOf({ verdict: 'live', knows: 'symbols' }).title).toBe('Live, as it is');
    expect(verdictOf({ verdict: 'reset', knows: 'nothing' }).title).toBe('Only by a reset');
  });

  it('says what is to be known of a variable beside its places', () => {
    expect(remarksOf(NOTHING)).toEqual([]);
    expect(
      remarksOf({
        ...NOTHING,
        overlaps: ['a', 'b'],
        initial: 'none',
        initialChanged: true,
        elsewhere: true,
        pointers: [
          { path: '.handler', offset: 4, to: 'code' },
          { path: '', offset: 0, to: 'flash' },
        ],
      }),
    ).toEqual([
      'It is in another file or function than before, and was taken for the same.',
      'Start-up code sets it to another value, which a live swap does not do.',
      'It begins as whatever lies there.',
      'Where it lies from now on: a, b.',
      '.handler (+4) holds the address of a function.',
      'It (+0) holds an address in flash.',
    ]);
  });

  it('names bytes and addresses of each step', () => {
    expect(stepText({ do: 'move', name: 'count', bytes: 4, from: 0x2000_0000, to: 0x2000_0010 })).toBe(
      'Move 4 bytes of count from 0x20000000 to 0x20000010',
    );
    expect(stepText({ do: 'initialise', name: 'count', bytes: 4, to: 0x2000_0010, value: 'zero' })).toBe(
      'Initialise count at 0x20000010, 4 bytes: zero',
    );
  });
});
