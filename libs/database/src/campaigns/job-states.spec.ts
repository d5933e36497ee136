import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import {
  CAMPAIGN_STATES,
  CAMPAIGN_TRANSITIONS,
  FINAL_JOB_STATES,
  JOB_STATES,
  OPEN_JOB_STATES,
  RESTING_JOB_STATES,
  TIMED_JOB_STATES,
  terminalStates,
} from '@twinbank/campaign';

import {
  ACTIVE,
  CANCELLABLE,
  CANCELLED,
  CUT_SHORT,
  DEACTIVATED,
  DISPOSED_OF,
  FINAL,
  hasDevice,
  isBehind,
  OPEN,
  RESTING,
  TRIED,
} from './job-states.js';

const FOLDER = fileURLToPath(new URL('../../../../prisma/migrations/', import.meta.url));
const SQL = readdirSync(FOLDER)
  .sort()
  .filter((name) => !name.endsWith('.toml'))
  .map((name) => readFileSync(join(FOLDER, name, 'migration.sql'), 'utf8'))
  .join('\n');

/** The states in the last migration that matches the pattern. */
function statesIn(pattern: RegExp): string[] {
  const last = [...SQL.matchAll(new RegExp(pattern, 'g'))].at(-1);
  return [...(last?.[1] ?? '').matchAll(/'([^']+)'/g)].map(([, state]) => state!);
}

describe('the states named in the schema', () => {
  it.each([
    ['every state of a job', /"jobs_state_known" CHECK \("state" IN \(([^)]*)\)/, JOB_STATES],
    ['those with an end', /"jobs_final_has_an_end" CHECK \(\("state" IN \(([^)]*)\)/, FINAL_JOB_STATES],
    ['those that never change again', /WHEN \(OLD\."state" IN \(([^)]*)\)/, FINAL_JOB_STATES],
    ['those of which a device has one', /"jobs_one_open_per_device"[^;]*"state" IN \(([^)]*)\)/, OPEN_JOB_STATES],
    ['those that end with a time', /INDEX "jobs_rested"[^;]*"state" IN \(([^)]*)\)/, RESTING_JOB_STATES],
    ['those with a deadline, in an index', /INDEX "jobs_deadline"[^;]*"state" IN \(([^)]*)\)/, TIMED_JOB_STATES],
    [
      'those with a deadline',
      /"jobs_active_has_deadline_and_transfer" CHECK \("state" NOT IN \(([^)]*)\)/,
      TIMED_JOB_STATES,
    ],
    ['every state of a campaign', /"campaigns_state_known" CHECK \("state" IN \(([^)]*)\)/, CAMPAIGN_STATES],
    [
      'those of a campaign that is over',
      /"campaigns_over_has_an_end" CHECK \(\("state" IN \(([^)]*)\)/,
      terminalStates(CAMPAIGN_TRANSITIONS),
    ],
  ])('are those of the tables: %s', (_what, pattern, states) => {
    expect([...statesIn(pattern)].sort()).toEqual([...states].sort());
  });
});

describe('the states named in statements', () => {
  it('are made from the tables', () => {
    expect(ACTIVE).toBe("('offered', 'running')");
    expect(OPEN).toBe("('waiting', 'held', 'offered', 'running', 'backoff', 'soaking')");
    expect(TRIED).toBe("('held', 'offered', 'running', 'backoff', 'soaking')");
    expect(RESTING).toBe("('held', 'backoff')");
    expect(CANCELLABLE).toBe("('waiting', 'held', 'offered', 'backoff')");
    expect(FINAL).toContain("'timed_out'");
  });

  it('say which job has its device as the unique index says it, so that the index is used', () => {
    const [, condition] = /CREATE UNIQUE INDEX "jobs_one_open_per_device"[^;]*WHERE ([^;]*);/.exec(
      SQL.slice(SQL.lastIndexOf('CREATE UNIQUE INDEX "jobs_one_open_per_device"')),
    )!;
    expect(hasDevice('j').replaceAll('j.', '')).toBe(condition!.replaceAll('"', ''));
    expect(isBehind('j')).toBe("j.state = 'held' AND j.hold = 'campaign'");
  });

  it('are set with everything that an end sets', () => {
    expect(CANCELLED).toBe(
      "state = 'cancelled', fault = $4, detail = NULL, ended_at = $2, deadline_at = NULL, run_ends_at = NULL, progress_at = NULL, next_attempt_at = NULL, hold = NULL",
    );
    expect(CUT_SHORT).toBe(
      "state = 'succeeded', fault = NULL, detail = NULL, ended_at = $2, deadline_at = NULL, run_ends_at = NULL, progress_at = NULL, next_attempt_at = NULL, hold = NULL",
    );
    expect(DEACTIVATED).toContain("detail = 'the device was deactivated'");
    expect(DISPOSED_OF).toContain("detail = 'the device is disposed of'");
  });
});
