import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { beginning, sourceOf } from '../begin.js';
import { differences, valueText } from './diff.js';
import { durationOf, durationText } from './duration.js';
import { bodyOf, changeOf, problemsByField, valueAt, withoutItem, withValue } from './form.js';
import { kindOf, presetOf, PRESETS } from './presets.js';
import { labelOf, schemaAt, unitOf, type Schemas } from './schema.js';

const SCHEMAS = (
  JSON.parse(readFileSync(new URL('../../../../../libs/client/openapi.json', import.meta.url), 'utf8')) as {
    components: { schemas: Schemas };
  }
).components.schemas;

describe('what is filled in', () => {
  it('stands at its place, and the rest stays', () => {
    const form = withValue({ name: 'a', waves: [{ percent: 5 }] }, ['waves', 1, 'count'], 7);
    expect(form).toEqual({ name: 'a', waves: [{ percent: 5 }, { count: 7 }] });
    expect(valueAt(form, ['waves', 1, 'count'])).toBe(7);
    expect(valueAt(form, ['soak', 'limits', 3])).toBeUndefined();
    expect(withoutItem(form, ['waves'], 0)).toEqual({ name: 'a', waves: [{ count: 7 }] });
  });

  it('is sent without what is empty, but for items of lists, of which the server says what they lack', () => {
    const form = {
      ...{ name: '', soak: { limits: [], allowance: { resets: undefined } }, dynamic: false, retry: { jitter: 0 } },
      rules: [{ name: '' }],
    };
    expect(bodyOf(form)).toEqual({ dynamic: false, retry: { jitter: 0 }, rules: [{}] });
  });

  it('takes from a draft what it has no longer, and never moves it to another product', () => {
    const change = changeOf({ product: 'drive', name: 'a', rate: { perMinute: 5 } }, { concurrency: 1000 });
    expect(change).toMatchObject({
      name: 'a',
      rate: { perMinute: 5 },
      soak: { durationMs: 0 },
      rules: [],
      windows: {},
    });
    expect(change).not.toHaveProperty('product');
    const optional = Object.keys(schemaAt(SCHEMAS, 'CampaignChangeRequest', []).properties ?? {});
    const kept = ['name', 'release', 'waves'];
    expect(optional.filter((name) => !kept.includes(name)).sort()).toEqual(
      Object.keys(changeOf({}, { concurrency: 1000 })).sort(),
    );
  });

  it('has its problems at the fields that the server names', () => {
    const problems = problemsByField(
      'thresholds.errorPercent must not be greater than 100; waves.1.percent is a number; rules[0].name is needed; no field',
    );
    expect([...problems.keys()].slice(0, 3)).toEqual(['thresholds.errorPercent', 'waves.1.percent', 'rules.0.name']);
  });
});

describe('an address of the composer', () => {
  const source = { id: 7, name: 'spring', product: 'drive', release: '1.1.0', config: { waves: [{ percent: 100 }] } };

  it('says what it begins with', () => {
    expect(beginning({ product: 'drive', version: '1.1.0', filter: 'tags==x' })).toEqual({
      ...{ name: '', product: 'drive', release: '1.1.0', selection: { filter: 'tags==x' }, waves: PRESETS[0]!.waves },
    });
    expect(beginning({ again: '7' }, source as never)).toMatchObject({ name: 'spring', waves: [{ percent: 100 }] });
    expect(beginning({ retry: '7', states: 'failed,timed_out' }, source as never)).toMatchObject({
      ...{ product: 'drive', selection: { from: { campaign: 7, states: ['failed', 'timed_out'] } } },
    });
  });

  it('names a campaign, or none', () => {
    expect([sourceOf({ again: '7' }), sourceOf({ retry: '8' }), sourceOf({}), sourceOf({ again: 'x' })]).toEqual([
      ...[7, 8, undefined, undefined],
    ]);
  });
});

describe('waves', () => {
  it('are known by how they are made', () => {
    expect(PRESETS.map(({ waves }) => presetOf(waves))).toEqual(PRESETS.map(({ name }) => name));
    expect(presetOf([{ percent: 1 }])).toBeUndefined();
    expect([{ count: 5 }, { filter: '' }, { percent: 5 }, {}].map(kindOf)).toEqual([
      ...['count', 'filter', 'percent', 'percent'],
    ]);
  });
});

describe('fields', () => {
  it('are drawn by what the document says, through references and lists', () => {
    expect(schemaAt(SCHEMAS, 'CampaignRequest', ['thresholds', 'errorPercent'])).toMatchObject({ maximum: 100 });
    expect(schemaAt(SCHEMAS, 'CampaignRequest', ['windows', 'swap', 0, 'start'])).toMatchObject({ type: 'string' });
    expect(schemaAt(SCHEMAS, 'CampaignRequest', ['rate']).description).toContain('Tickets');
    expect(schemaAt(SCHEMAS, 'CampaignRequest', ['nothing', 'here'])).toEqual({});
  });

  it('are named and measured for people', () => {
    expect(
      ['errorPercent', 'runMs', 'perMinute', 'bytesPerSecond'].map((name) => [labelOf(name), unitOf(name)]),
    ).toEqual([
      ['Error percent', '%'],
      ['Run', 'duration'],
      ['Per minute', '/min'],
      ['Bytes', 'B/s'],
    ]);
  });

  it('have durations that people write', () => {
    expect(['1 h 30 min', '90s', '250 ms', '1.5h', 'soon', '3', ''].map(durationOf)).toEqual([
      ...[5_400_000, 90_000, 250, 5_400_000, undefined, undefined, undefined],
    ]);
    for (const ms of [0, 1, 999, 1000, 5_400_000, 86_400_000, 90_061_001])
      expect(durationOf(durationText(ms))).toBe(ms);
  });
});

describe('a difference', () => {
  it('names the fields that changed, and nothing else', () => {
    const before = { name: 'a', soak: { durationMs: 5 }, waves: [{ percent: 5 }], same: { x: 1 } };
    const after = { name: 'b', waves: [{ percent: 50 }], same: { x: 1 }, dynamic: true };
    expect(differences(before, after).map(({ path }) => path)).toEqual(['name', 'soak.durationMs', 'waves', 'dynamic']);
    expect(differences(before, before)).toEqual([]);
    expect(differences(undefined, { retry: { jitter: 0.5 } })).toEqual([
      { path: 'retry.jitter', before: undefined, after: 0.5 },
    ]);
  });

  it('is told with units, and lists by their items', () => {
    expect(valueText(3_600_000, 'timeouts.runMs')).toBe('1 h');
    expect(valueText([{ count: 5 }, { percent: 25, gate: 'manual' }], 'waves')).toBe(
      'count 5 → percent 25 %, gate manual',
    );
    expect([valueText(undefined), valueText([]), valueText(false)]).toEqual(['—', 'none', 'false']);
  });
});
