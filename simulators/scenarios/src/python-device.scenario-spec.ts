import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOf } from '@twinbank/client';
import { firmwareFile } from '@twinbank/firmware';
import { OperatorClient, provision, referenceFirmware, Scratch, type ServerProcess } from '@twinbank/fleet';
import { sha256 } from '@twinbank/keys';
import { toBase64Url, toHex } from '@twinbank/primitives';
import type { FinishPolicy } from '@twinbank/protocol';

import { ground } from './ground.js';
import { NEW, OLD, QUICK_RETRY, startServer } from './story.js';

/** A Python with paho-mqtt and cryptography. */
const PYTHON = process.env['TEST_PYTHON'];
const DEVICE = fileURLToPath(new URL('../python/device.py', import.meta.url));
const DOCUMENTS = fileURLToPath(new URL('../python/wire_test.py', import.meta.url));
const PAGE = new URL('../../../docs/protocol.md', import.meta.url);
const PART = 'STM32G484';
const FACTORY_IMAGE = fileURLToPath(firmwareFile('g4', '1.0.0', 'bin'));

interface Told {
  readonly stage: string;
  readonly blocks: number;
  readonly bank1: string;
  readonly bank2: string;
  readonly status: { readonly active: number; readonly counter: number; readonly ticketSequence: number };
}

const given = PYTHON === undefined ? describe.skip : describe;

/** An independent device: it uses nothing of the agent, the link or the codecs. */
given(`a device in Python, written from docs/protocol.md alone (${ground.name})`, () => {
  const scratch = new Scratch();
  const [old, release] = [referenceFirmware(PART, OLD), referenceFirmware(PART, NEW)];
  let server: ServerProcess;
  let client: OperatorClient;

  beforeAll(async () => {
    server = await startServer(scratch, await ground.settings(scratch));
    client = new OperatorClient(server.url, server.token);
  }, 60_000);
  afterAll(() => scratch.clear(), 60_000);

  /** One device of a new product, from its first connection to the end of the campaign that updates it. */
  async function update(product: string, finishPolicy: FinishPolicy, options: readonly string[]): Promise<Told> {
    await client.createProduct({ name: product, part: PART, finishPolicy, hardware: ['A'] });
    await client.uploadRelease(product, { version: NEW, counter: release.counter, image: release.bytes });
    const id = `${product}-${randomBytes(4).toString('hex')}`;
    const { devices, keys } = await provision(client, { ids: [id], product, hardware: 'A' });

    const python = spawn(PYTHON!, [DEVICE, '--image', FACTORY_IMAGE, '--version', OLD, ...options], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    scratch.defer(() => void python.kill('SIGKILL'));
    const ended = once(python, 'exit');
    const said = text(python.stdout);
    const deviceRoot = toBase64Url(devices[0]!.deviceRoot);
    python.stdin.end(
      JSON.stringify({ id, product, part: PART, hardware: 'A', deviceRoot, mqttUrl: server.mqttUrl, ...keys }),
    );

    const known = () => answerOf(client.rest.GET('/api/v1/devices/{id}', { params: { path: { id } } }));
    while ((await known()).running?.version !== OLD) {
      expect(python.exitCode).toBeNull();
      await sleep(100);
    }
    const campaign = await client.startCampaign({
      ...{ name: product, product, release: NEW },
      ...{ waves: [{ percent: 100 }], retry: QUICK_RETRY },
    });
    expect(await ended).toEqual([0, null]);
    while ((await client.campaign(campaign)).state !== 'finished') await sleep(100);
    expect(await client.campaign(campaign)).toMatchObject({ jobs: { succeeded: 1 } });
    return JSON.parse(await said) as Told;
  }

  it('refuses, tolerates and leaves unanswered what the page says', () => {
    const [, vectors] = /^```json vectors\n([^]*?)^```$/m.exec(readFileSync(PAGE, 'utf8'))!;
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
    const { stderr, status } = spawnSync(PYTHON!, [DOCUMENTS], { input: vectors, encoding: 'utf8', env });
    expect(stderr).toMatch(/^Ran 7 tests in .*\n\nOK$/m);
    expect(status).toBe(0);
  });

  it('installs a release over a line that loses blocks, and mirrors it', async () => {
    const told = await update('stranger', 'mirror', ['--lose', '0.1']);
    const digest = toHex(sha256(release.bytes));
    expect(told).toMatchObject({
      ...{ stage: 'done', bank1: digest, bank2: digest },
      status: { active: 1, bfb2: 0, counter: release.counter, ticketSequence: 1 },
    });
  }, 60_000);

  it('continues where it was after its connection broke, and keeps the image before', async () => {
    const told = await update('passerby', 'keep-previous', ['--break-after', '10']);
    expect(told).toMatchObject({
      ...{ stage: 'done', blocks: 33, bank1: toHex(sha256(old.bytes)), bank2: toHex(sha256(release.bytes)) },
      status: { active: 2, bfb2: 1, counter: release.counter },
    });
  }, 60_000);
});
