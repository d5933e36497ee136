import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LOCK_FILE } from '@twinbank/folder-lock';

import { referenceFirmware } from '../device/factory-image.js';
import { writeFleet } from './fleet-file.js';
import { holdFleetFolder } from './fleet-folder.js';

const FLEET = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const PART = 'STM32L083';
/** Nobody listens there: the devices go on trying. */
const NO_BROKER = 'mqtt://127.0.0.1:1';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinbank-fleet-folder-'));
  writeFleet(folder, {
    seed: 's1',
    mqttUrl: NO_BROKER,
    trust: { manifestKeys: [], ticketKeys: [] },
    product: { name: 'motor', part: PART, allowUnencrypted: true, factory: referenceFirmware(PART, '1.0.0') },
    devices: [{ id: 'motor-1', product: 'motor', hardware: 'A', deviceRoot: new Uint8Array(32).fill(9) }],
  });
});
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  // Workers of a killed fleet let go when they have gone.
  await (await holdFleetFolder(folder, 30_000)).letGo();
  rmSync(folder, { recursive: true });
});

/** The command that brings the fleet back. */
function resume(...more: string[]): ChildProcess {
  const child = spawn(process.execPath, [FLEET, '--state', folder, '--resume', ...more], { stdio: 'pipe' });
  children.push(child);
  return child;
}

/** Resolves when a fleet runs: it says so once it has read its folder. */
async function running(child: ChildProcess): Promise<void> {
  const [said] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(said.toString()).toContain('back from where they were kept');
}

describe('the folder of a fleet', () => {
  it('is refused to a second fleet, which says so and ends with 2, and is free once the first was killed', async () => {
    const first = resume();
    await running(first);

    const second = resume();
    const [said, [code]] = await Promise.all([text(second.stderr!), once(second, 'exit')]);
    expect(said).toBe(
      `another fleet runs on ${folder} (a lock on ${LOCK_FILE}): stop that one first, or give this one a --state folder of its own\n`,
    );
    expect(code).toBe(2);
    expect(first.exitCode).toBeNull();

    first.kill('SIGKILL');
    await once(first, 'exit');
    await running(resume());
  }, 60_000);

  it('is refused to a fleet that would be made there', async () => {
    const hold = await holdFleetFolder(folder);
    await expect(holdFleetFolder(folder, 0)).rejects.toThrow('another fleet runs on');
    await hold.letGo();
  });

  it('belongs to the workers of a killed fleet as long as they live', async () => {
    const hold = await holdFleetFolder(folder);
    const worker = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], {
      stdio: ['ignore', 'ignore', 'ignore', hold.descriptor!],
    });
    children.push(worker);
    await once(worker, 'spawn');
    await hold.letGo();
    await expect(holdFleetFolder(folder, 200)).rejects.toThrow('another fleet runs on');

    const waiting = holdFleetFolder(folder, 30_000);
    worker.kill('SIGKILL');
    await (await waiting).letGo();
  }, 60_000);

  it('is not kept from anybody by a file that an older run left', async () => {
    writeFileSync(join(folder, LOCK_FILE), `{"pid":${process.pid}}`);
    await (await holdFleetFolder(folder, 0)).letGo();
  });

  it('is not made where a fleet is to come back that is not there', async () => {
    rmSync(join(folder, 'fleet.json'));
    const child = resume();
    const [said, [code]] = await Promise.all([text(child.stderr!), once(child, 'exit')]);
    expect([said, code]).toEqual([`there is no fleet in ${folder}: start a new one without --resume\n`, 2]);
  }, 60_000);
});
