import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, describe, expect, it } from '@jest/globals';
import { Scratch } from '@twinbank/fleet';

import { ground, sharedGround } from './ground.js';

const BENCH = fileURLToPath(new URL('../../fleet/dist/bench.js', import.meta.url));
const PATIENCE_MS = 180_000;

/** The output of a bench, whether or not its verdict was good. */
const printed = async (given: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<string> => {
  const run = promisify(execFile)(process.execPath, [BENCH, ...given], {
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', ...settings },
    timeout: PATIENCE_MS,
  });
  const { stdout, stderr } = await run.catch((error: { stdout: string; stderr: string }) => error);
  expect(stderr).toBe('');
  return stdout;
};

/**
 * Benches are seldom run, and nothing else notices when the code that they measure has changed: here each runs once, as
 * small as possible. Most bring their own database and broker, so the run with TEST_DATABASE_URL and TEST_MQTT_URL skips them.
 */
(sharedGround ? describe.skip : describe)('the benches run to their end', () => {
  it(
    'beside bare aedes',
    async () => {
      const text = await printed(['--compare', '--devices', '4', '--rounds', '1', '--processes', '1']);
      expect(text).toMatch(/4 KiB .*\n.*16 KiB /);
    },
    PATIENCE_MS,
  );

  it(
    'beside attackers of every kind',
    async () => {
      const text = await printed(['fairness', '--attackers', '2', '--visits', '4']);
      expect(text).toMatch(/^(Fair|NOT FAIR): connect and download/m);
    },
    PATIENCE_MS,
  );

  it(
    'over a slow line',
    async () => {
      const text = await printed(['lines', '--only', 'line-1000000-30-0']);
      expect(text).toMatch(/1\.0 MB\/s .*× 1\.02/);
    },
    PATIENCE_MS,
  );
});

(sharedGround ? describe : describe.skip)('the bench of the REST interface runs to its end', () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it(
    'with the audit log and without',
    async () => {
      const { DATABASE_URL } = await ground.settings(scratch);
      const text = await printed(['api', '--devices', '20', '--rounds', '1', '--seconds', '1', '--connections', '1'], {
        DATABASE_URL: DATABASE_URL!,
      });
      expect(text).toMatch(/^(GET|POST) \/.* ms .*\d\.\d\d$/m);
      expect(text).toMatch(/^The audit log costs -?\d/m);
    },
    PATIENCE_MS,
  );

  it(
    'and that of campaigns, with every figure beside its aim',
    async () => {
      const { DATABASE_URL } = await ground.settings(scratch);
      const text = await printed(['campaigns', '--devices', '200', '--repetitions', '1'], {
        DATABASE_URL: DATABASE_URL!,
      });
      expect(text).toMatch(/^create and start over 200 devices .* s +≤ 5\.0 s +(kept|MISSED)$/m);
      for (const what of ['is it alive', 'list devices', 'count jobs by state', 'from the report that breaks a rule'])
        expect(text).toMatch(new RegExp(`^${what}.* ms +≤ \\d+ ms +(kept|MISSED)$`, 'm'));
      expect(text).toMatch(/^one decision about 200 devices, median +\d/m);
    },
    PATIENCE_MS,
  );
});
