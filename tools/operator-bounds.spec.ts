import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { isTest, sourcesOf } from './sources/imports.mjs';

/** What shows rows of every project. */
const UNBOUNDED =
  /\b(?:Projects|Products|Releases|Devices|Campaigns|Jobs|Plans|Events|Groups|Webhooks|WebhookTurns|DATABASE)\b/;

/**
 * The files of the operators' face that see every project, each for the server and not for the request that it answers.
 * Everything else sees through `OperatorData`.
 */
const ALLOWED: Readonly<Record<string, string>> = {
  'auth/operator-data.ts': 'sets the bounds',
  'device-keys/master-keys.controller.ts': 'counts devices by master key, which no role in a project may see',
  'events/event-feed.ts': 'reads each event once for all readers; what a reader sees is decided in event-sight.ts',
  'health/figures.controller.ts': 'figures of the server, which no role in a project may see',
  'health/health.controller.ts': 'asks whether the database answers',
  'health/storage-room.ts': 'asks whether the disk of the database is full',
  'people/user-sessions.controller.ts':
    'reads sessions of one person only, and decides before whether the caller may; they belong to no project',
  'projects/request-rates.ts': 'reads the limits of all projects',
  'releases/blob-sweep.ts': 'removes what is left of uploads, in the background',
  'reports/reports.controller.ts':
    'reads at which times devices were counted, which is the same for every project; the counts themselves within bounds',
  'reports/version-sampler.ts': 'counts devices by version and key, in the background',
  'retention/retention-sweep.ts': 'removes old rows, in the background',
  'webhooks/webhook-dispatch.ts': 'sends what was written down for webhooks, in the background',
};

/** The values (not types) that a source imports from the rooms that give out repositories. */
const importedBy = (text: string): string =>
  [...text.matchAll(/import \{([^}]*)\} from '@twinbank\/(?:database|ports)'/g)]
    .flatMap(([, names]) => names!.split(','))
    .filter((name) => !/^\s*type /.test(name))
    .join();

const unboundedOf = (files: readonly string[]): string[] =>
  files
    .filter((path) => UNBOUNDED.test(importedBy(readFileSync(path, 'utf8'))))
    .map((path) => path.split('/operator-face/src/')[1]!)
    .sort();

describe('the operators’ face', () => {
  const files = sourcesOf('libs/operator-face').filter((path) => !isTest(path) && !path.includes('/testing/'));

  it('sees the database within the bounds of the request, but for named files that work for the server', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(unboundedOf(files)).toEqual(Object.keys(ALLOWED).sort());
  });

  it('would be found to look past them', () => {
    expect(importedBy("import { Devices, type Device } from '@twinbank/database';")).toMatch(UNBOUNDED);
    expect(importedBy("import type { Devices } from '@twinbank/database';")).not.toMatch(UNBOUNDED);
    expect(importedBy("import { type Devices, DEFAULT_PROJECT } from '@twinbank/database';")).not.toMatch(UNBOUNDED);
  });
});
