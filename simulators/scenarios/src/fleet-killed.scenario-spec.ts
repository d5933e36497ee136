import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { campaignsOver, OperatorClient, referenceFirmware, Scratch, type DeviceOutcome } from '@twinbank/fleet';
import { until } from '@twinbank/testkit/until';

import { ground } from './ground.js';
import { NEW, QUICK_RETRY, startServer } from './story.js';

const FLEET = fileURLToPath(new URL('../../fleet/dist/main.js', import.meta.url));
const DEVICES = 12;
const PART = 'STM32L486';
/** For a whole fleet, on a machine that may be busy. */
const LONG = { withinMs: 60_000, everyMs: 100 };

/** Versions in both banks of every device with nothing wrong. */
function banksOf(report: string): (string | undefined)[][] {
  const { outcomes } = JSON.parse(readFileSync(report, 'utf8')) as { outcomes: DeviceOutcome[] };
  return outcomes.filter(({ wrong }) => wrong.length === 0).map(({ banks }) => banks.map(({ version }) => version));
}

/** The fleet's command as a process; its token is in the environment. */
function fleet(scratch: Scratch, token: string, args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [FLEET, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TWINBANK_TOKEN: token },
  });
  child.stdout?.resume();
  scratch.defer(() => void child.kill('SIGKILL'));
  return child;
}

describe(`a simulated fleet that is killed in the middle of a campaign (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('comes back with the same devices, keys and flash, and finishes the campaign', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const client = new OperatorClient(server.url, server.token);
    const { rest } = client;
    await client.createProduct({ name: 'kept', part: PART, finishPolicy: 'mirror', hardware: ['A'] });
    const { version, counter, bytes: image } = referenceFirmware(PART, NEW);
    await client.uploadRelease('kept', { version, counter, image });
    const state = join(scratch.folder('fleet-state'), 'kept');
    const running = fleet(scratch, server.token, [
      ...['--server', server.url, '--devices', String(DEVICES), '--product', 'kept', '--state', state],
      ...['--flash-time', 'real', '--processes', '1'],
    ]);
    await until(
      async () =>
        (
          await answerOf(
            rest.GET('/api/v1/devices', { params: { query: { product: 'kept', online: true, limit: 100 } } }),
          )
        ).items.length === DEVICES,
      'every device to be online',
      LONG,
    );
    const campaign = await client.startCampaign({
      name: 'killed',
      product: 'kept',
      release: NEW,
      waves: [{ percent: 100 }],
      retry: QUICK_RETRY,
    });
    await until(
      async () => {
        const { items } = await answerOf(
          rest.GET('/api/v1/campaigns/{id}/jobs', { params: { path: { id: campaign }, query: { limit: 100 } } }),
        );
        return items.filter(({ stage }) => stage !== undefined && stage !== 'accepted').length >= DEVICES / 2;
      },
      'half of the devices to be downloading',
      LONG,
    );

    running.kill('SIGKILL');
    await once(running, 'exit');
    const report = join(state, 'report.json');
    const resume = ['--state', state, '--resume', '--until-idle', '--report', report, '--processes', '2'];
    const [code] = (await once(fleet(scratch, server.token, resume), 'exit')) as [number];

    const [end] = await campaignsOver(client, [campaign], 120_000);
    expect(end).toMatchObject({ state: 'finished', total: DEVICES, jobs: { succeeded: DEVICES } });
    expect([code, banksOf(report)]).toEqual([0, new Array(DEVICES).fill([NEW, NEW])]);
    // Nothing is left to do: what is in the banks now was stored.
    const [again] = (await once(fleet(scratch, server.token, resume), 'exit')) as [number];
    expect([again, banksOf(report)]).toEqual([0, new Array(DEVICES).fill([NEW, NEW])]);
  }, 240_000);
});
