import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { isOutdatedBy, isTold, OUTDATED_BY } from './outdated.js';

const QUERIES = [
  ['devices', 'tags==canary'],
  ['selected', 'id==*'],
  ['device', 'pump-7'],
  ['device', 'pump-7', 'jobs'],
  ['device', 'pump-8', 'explanations'],
  ['campaigns'],
  ['campaign', 7],
  ['campaign', 7, 'timeline'],
  ['campaign', 7, 'jobs', 'state=in=(running)'],
  ['campaign', 7, 'explanation', 'pump-7'],
  ['campaign', 7, 'explanation', 'pump-8'],
  ['campaign', 7, 'job-of', 'pump-7'],
  ['selected', 'group==canaries', 'sample'],
  ['campaign', 8],
  ['session'],
];
const outdatedBy = (kind: string, about: object = {}): string[] =>
  QUERIES.filter((queryKey) => isOutdatedBy({ kind, ...about }, queryKey)).map((queryKey) => queryKey.join('/'));

/** The page that is printed from the server's catalogue; a test keeps them in step. */
const EVENTS = readFileSync(new URL('../../../../docs/events.md', import.meta.url), 'utf8');

describe('which answers an event makes out of date', () => {
  it('is those about the same device or campaign, and lists that could have another row', () => {
    expect(outdatedBy('device_online', { device: 'pump-7' })).toEqual([
      'devices/tags==canary',
      'selected/id==*',
      'device/pump-7',
      'device/pump-7/jobs',
      'selected/group==canaries/sample',
    ]);
    expect(outdatedBy('campaign_finished', { campaign: 7 })).toEqual([
      'campaigns',
      'campaign/7',
      'campaign/7/timeline',
      'campaign/7/jobs/state=in=(running)',
      'campaign/7/explanation/pump-7',
      'campaign/7/explanation/pump-8',
      'campaign/7/job-of/pump-7',
    ]);
    expect(outdatedBy('campaign_paused', { campaign: 8 })).toEqual([
      'device/pump-8/explanations',
      'campaigns',
      'campaign/8',
    ]);
  });

  it('leaves lists and decisions alone while devices only get further', () => {
    expect(outdatedBy('job_progress', { campaign: 7, device: 'pump-7' })).toEqual([
      'device/pump-7',
      'device/pump-7/jobs',
      'campaign/7',
      'campaign/7/jobs/state=in=(running)',
      'campaign/7/explanation/pump-7',
      'campaign/7/job-of/pump-7',
    ]);
  });

  it('is none where the event is of a later server, or names nothing', () => {
    expect(outdatedBy('device_painted', { device: 'pump-7' })).toEqual([]);
    expect(outdatedBy('device_fault')).toEqual([]);
  });

  it('is told to everybody for what is of projects, and not for what is of the installation', () => {
    expect([...QUERIES, ['users']].filter((queryKey) => !isTold(queryKey))).toEqual([['session'], ['users']]);
    expect(isOutdatedBy({ kind: 'user_created' }, ['users'])).toBe(true);
  });

  it('is said of every kind of event that the server has, and of no other', () => {
    const kinds = [...EVENTS.matchAll(/^\| `([a-z_]+)`/gm)].map(([, kind]) => kind!);
    expect(Object.keys(OUTDATED_BY).sort()).toEqual(kinds.sort());
  });
});
