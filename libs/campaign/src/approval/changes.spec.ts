import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { changesOf, withChanges } from './changes.js';
import { definitionOf, TEXTS_KEPT, type Definition, type Json } from './definition.js';
import { figuresOf } from './plan-figures.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const fieldsOf = (document: object): Definition => definitionOf(document, sha256);

/** Any value that JSON can carry; it has no negative zero. */
const VALUES = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);

/** Any definition, with names that are no fields of every object among them. */
const definitions = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('waves', 'thresholds.errorPercent', '__proto__', 'constructor', 'toString'),
        fc.string(),
      ),
      VALUES,
    ),
    { maxLength: 8 },
  )
  .map((fields): Definition => Object.fromEntries(fields));

describe('the changes between two definitions', () => {
  it('make the second of the first', () =>
    fc.assert(
      fc.property(definitions, definitions, (before, after) => {
        const made = withChanges(before, changesOf(before, after));
        expect(changesOf(made, after)).toEqual([]);
        expect(new Map(Object.entries(made))).toEqual(new Map(Object.entries(after)));
      }),
    ));

  it('are none between a definition and itself, in whatever order its fields are stored', () =>
    fc.assert(
      fc.property(definitions, (one) => {
        const stored = Object.fromEntries(Object.entries(one).reverse());
        expect(changesOf(one, stored)).toEqual([]);
      }),
    ));

  it('name each field once, and the other way round the same ones', () =>
    fc.assert(
      fc.property(definitions, definitions, (a, b) => {
        const names = changesOf(a, b).map(({ field }) => field);
        expect(new Set(names).size).toBe(names.length);
        expect(new Set(changesOf(b, a).map(({ field }) => field))).toEqual(new Set(names));
      }),
    ));

  it('say what was, and what is; nothing where there was nothing', () => {
    const before = fieldsOf({ waves: [{ percent: 5 }], soak: { durationMs: 5 }, name: 'a' });
    const after = fieldsOf({ waves: [{ percent: 50, gate: 'manual' }], dynamic: true, name: 'a' });
    expect(changesOf(before, after)).toEqual([
      { field: 'waves', before: [{ percent: 5 }], after: [{ percent: 50, gate: 'manual' }] },
      { field: 'dynamic', after: true },
      { field: 'soak.durationMs', before: 5 },
    ]);
    const turned = { waves: [{ gate: 'manual', percent: 50 }], dynamic: true, name: 'a' };
    expect(changesOf(after, fieldsOf(turned))).toEqual([]);
  });
});

describe('a definition', () => {
  it('has every rule of a campaign under the name of its field', () => {
    const fields = fieldsOf({ name: 'spring', ...aConfig({ dynamic: true }) });
    expect(fields).toMatchObject({ name: 'spring', dynamic: true, 'thresholds.successPercent': expect.any(Number) });
    expect(Object.keys(fields)).not.toContain('thresholds');
    expect(fieldsOf({ selection: {}, rate: undefined, rules: [] })).toEqual({ rules: [] });
  });

  it('keeps no long list of texts, and tells it from every other one', () => {
    const ids = Array.from({ length: 10_000 }, (_, at) => `device-${at}`);
    const kept = fieldsOf({ selection: { deviceIds: ids } });
    expect(kept['selection.deviceIds']).toMatchObject({ count: 10_000, sha256: sha256(JSON.stringify(ids)) });
    expect(JSON.stringify(kept).length).toBeLessThan(1000);
    const other = fieldsOf({ selection: { deviceIds: [...ids.slice(0, -1), 'device-x'] } });
    expect(changesOf(kept, other).map(({ field }) => field)).toEqual(['selection.deviceIds']);
    const short = ids.slice(0, TEXTS_KEPT);
    expect(fieldsOf({ deviceIds: short })).toEqual({ deviceIds: short });
  });
});

describe('the figures of a plan', () => {
  it('can be compared: devices by wave, who is left out, who waits for keys, bytes and time', () => {
    const plan = { devices: 100, devicesMost: 110, waves: [5, 95], imageBytes: 10, bytes: 1000 };
    const before = figuresOf({ plan, excluded: [], atLeastMs: 60_000 });
    const after = figuresOf({
      plan: { ...plan, waves: [50, 50], keysAwaited: 4 },
      excluded: [{ reason: 'part_mismatch', devices: 3, sample: ['m-1'] }],
      atLeastMs: 60_000,
    });
    expect(changesOf(before, after)).toEqual([
      { field: 'waves', before: [5, 95], after: [50, 50] },
      { field: 'leftOut.part_mismatch', after: 3 },
      { field: 'keysAwaited', after: 4 },
    ]);
  });
});
