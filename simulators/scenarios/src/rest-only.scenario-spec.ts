import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from '@jest/globals';
import { referenceFirmware, Scratch, type DeviceOutcome } from '@twinbank/fleet';

import { ground } from './ground.js';
import { startServer } from './story.js';

const FLEET = fileURLToPath(new URL('../../fleet/dist/main.js', import.meta.url));

/** An operator who only uses an HTTP client, and a device simulated by the fleet's command line. */
describe(`from an upload to a confirmed update by REST alone (${ground.name})`, () => {
  const scratch = new Scratch();
  afterAll(() => scratch.clear(), 60_000);

  it('takes one device from 1.0.0 to 1.1.0', async () => {
    const server = await startServer(scratch, await ground.settings(scratch));
    const call = async (method: string, path: string, body?: object | FormData): Promise<Record<string, unknown>> => {
      const form = body instanceof FormData;
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${server.token}`,
          ...(body && !form && { 'content-type': 'application/json' }),
        },
        ...(body && { body: form ? body : JSON.stringify(body) }),
      });
      expect([path, response.ok]).toEqual([path, true]);
      return (await response.json()) as Record<string, unknown>;
    };
    await call('POST', '/products', { name: 'valve', part: 'STM32G484', hardware: ['A'] });
    const form = new FormData();
    const release = referenceFirmware('STM32G484', '1.1.0');
    form.set('version', release.version);
    form.set('counter', String(release.counter));
    form.set('image', new Blob([release.bytes as Uint8Array<ArrayBuffer>]), 'valve.bin');
    await call('POST', '/products/valve/releases', form);

    const report = join(scratch.folder('report'), 'report.json');
    const options = [
      '--devices',
      '1',
      '--product',
      'valve',
      '--server',
      server.url,
      '--mqtt',
      server.mqttUrl,
      '--until-idle',
      '--report',
      report,
    ];
    const fleet = spawn(process.execPath, [FLEET, ...options], {
      env: { ...process.env, NODE_OPTIONS: '', TWINBANK_TOKEN: server.token },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    scratch.defer(() => void fleet.kill('SIGKILL'));
    const ended = once(fleet, 'exit');
    let said = '';
    fleet.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));

    const device = async () =>
      ((await call('GET', '/devices?product=valve')) as { items: { online: boolean; running?: object }[] }).items[0];
    for (let seen = await device(); !seen?.online || !seen.running; seen = await device()) await sleep(100);
    expect(await device()).toMatchObject({ online: true, running: { version: '1.0.0', bank: 1, confirmed: true } });

    const { id } = await call('POST', '/campaigns', {
      name: 'valves',
      product: 'valve',
      release: '1.1.0',
      waves: [{ percent: 100 }],
    });
    await call('POST', `/campaigns/${String(id)}/start`);
    while ((await call('GET', `/campaigns/${String(id)}`))['state'] !== 'finished') await sleep(200);
    expect(await device()).toMatchObject({ running: { version: '1.1.0', bank: 1, confirmed: true } });

    expect(await ended).toEqual([0, null]);
    expect(said).toMatch(/valve +STM32G484 +1 +1 +0 +1\.1\.0 +0/);
    const { outcomes } = JSON.parse(readFileSync(report, 'utf8')) as { outcomes: DeviceOutcome[] };
    expect(outcomes).toMatchObject([{ stage: 'done', active: 1, wrong: [], swap: { deadlinesMissed: 0 } }]);
  }, 120_000);
});
