import { describe, expect, it } from '@jest/globals';

import type { PlannedJob } from '@twinbank/campaign';

import type { Query } from '../../connection/session.js';
import { insertJobs } from './plan-jobs.js';

interface WrittenGroup {
  readonly devices: readonly string[];
  readonly ordinals: readonly number[];
}

/** What is written for some jobs: the fields of each device's job, as if each was written alone. */
async function written(jobs: readonly PlannedJob[]): Promise<{ groups: number; rows: Record<string, unknown> }> {
  const groups: WrittenGroup[] = [];
  const query = (async (_statement: unknown, values: readonly unknown[]) => {
    groups.push(...(JSON.parse(values[1] as string) as WrittenGroup[]));
    return [{ jobs: jobs.length }];
  }) as unknown as Query;
  await insertJobs(query, { campaignId: 7, company: 'alone' }, jobs);
  const rows = groups.flatMap(({ devices, ordinals, ...alike }) =>
    devices.map((device, at) => [device, { ordinal: ordinals[at], ...alike }] as const),
  );
  return { groups: groups.length, rows: Object.fromEntries(rows) };
}

const previous = { version: '1.0.0', digest: 'a'.repeat(64) };
const COMMON = { previous, slices: ['A', '1.0.0'], sharedPlace: 'lyon', behind: 3, expected: 1 };

describe('jobs of a slice', () => {
  it.each<[string, object]>([
    ['wave', { expected: 0 }],
    ['no wave', { expected: undefined }],
    ['place', { sharedPlace: 'brest' }],
    ['version before', { previous: { ...previous, version: '1.0.1' } }],
    ['image before', { previous: { ...previous, digest: 'b'.repeat(64) } }],
    ['nothing known before', { previous: undefined }],
    ['nobody to wait for', { behind: undefined }],
    ['one slice', { slices: ['A', '1.0.1'] }],
    ['fewer slices', { slices: ['A'] }],
  ])('are written as what they are where neighbours differ in one thing: %s', async (_what, given) => {
    const one = { ...COMMON, deviceId: 'd-1', place: 30 };
    const other = { ...COMMON, ...given, deviceId: 'd-2', place: 10 };
    const third = { ...COMMON, previous: { ...previous }, slices: [...COMMON.slices], deviceId: 'd-3', place: 20 };
    const { groups, rows } = await written([one, other, third] as PlannedJob[]);
    expect(groups).toBe(2);
    for (const job of [one, other, third] as PlannedJob[])
      expect(rows[job.deviceId]).toEqual((await written([job])).rows[job.deviceId]);
    expect(rows['d-1']).toEqual({
      ...{ ordinal: 30, wave: 1, state: 'held', hold: 'campaign', place: 'lyon' },
      ...{ version: '1.0.0', digest: 'a'.repeat(64), slices: ['A', '1.0.0'] },
    });
    expect(rows['d-2']).not.toMatchObject({ ...(rows['d-1'] as object), ordinal: 10 });
  });
});
