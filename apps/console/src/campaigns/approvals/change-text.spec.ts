import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { schemaAt, type Schemas } from '../../composer/form/schema.js';
import { EVERYDAY, titleOf } from '../../composer/form/words.js';
import { fieldText, figureText, figureTitle } from './change-text.js';

const SCHEMAS = (
  JSON.parse(readFileSync(new URL('../../../../../libs/client/openapi.json', import.meta.url), 'utf8')) as {
    components: { schemas: Schemas };
  }
).components.schemas;

describe('a field that differs', () => {
  it('is called as in the composer, block by block', () => {
    expect(
      ['waves', 'thresholds.errorPercent', 'soak.durationMs', 'dynamic', 'selection.deviceIds'].map(titleOf),
    ).toEqual([
      ...['Waves', 'Failed, to pause', 'Watch devices before they count: Duration', 'Devices that come later'],
      'Devices: Device ids',
    ]);
    expect(titleOf('retry.jitter')).toBe('Further attempts: Jitter');
    expect(titleOf('toString')).toBe('To string');
    for (const field of Object.keys(EVERYDAY))
      expect([field, schemaAt(SCHEMAS, 'CampaignRequest', field.split('.'))]).not.toEqual([field, {}]);
  });

  it('has a name of its own for everything that a campaign can say', () => {
    const fields = Object.keys(schemaAt(SCHEMAS, 'CampaignRequest', []).properties ?? {});
    expect(fields.length).toBeGreaterThan(20);
    expect(new Set(fields.map(titleOf)).size).toBe(fields.length);
  });

  it('says of a long list how many there are, and of which not all are shown', () => {
    const list = { count: 10_000, first: ['m-1', 'm-2', 'm-3', 'm-4'], sha256: 'abcdef0123456789' };
    expect(fieldText(list, 'selection.deviceIds')).toBe('10,000, such as m-1, m-2, m-3 (abcdef01)');
    expect(fieldText([{ percent: 5 }], 'waves')).toBe('percent 5 %');
    expect(fieldText(['m-1', 'm-2'], 'selection.deviceIds')).toBe('m-1, m-2');
    expect(fieldText(undefined, 'waves')).toBe('—');
  });
});

describe('a figure of a plan that differs', () => {
  it('is told in its unit', () => {
    expect([figureTitle('waves'), figureTitle('leftOut.part_mismatch')]).toEqual([
      ...['Devices by wave', 'Left out: part mismatch'],
    ]);
    expect(figureText([5, 95], 'waves')).toBe('5 → 95');
    expect([figureText(1200, 'devices'), figureText(90_000, 'atLeastMs'), figureText(undefined, 'leftOut.x')]).toEqual([
      ...['1,200', '1 min 30 s', '0'],
    ]);
    expect(figureText(2_097_152, 'bytes')).toMatch(/^2(?:\.\d+)? Mi?B$/);
  });
});
