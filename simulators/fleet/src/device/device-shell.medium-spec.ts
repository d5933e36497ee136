import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildRelease, SALT_BYTES, type Release } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';
import type { FinishPolicy } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import { knownImage } from './bank-sight.js';
import type { DeviceOutcome } from './device-outcome.js';
import { DeviceShell } from './device-shell.js';
import { referenceFirmware } from './factory-image.js';
import { NO_FAULTS, type FaultRates } from '../line/fault-rates.js';
import { ScriptedServer } from '../server/scripted-server.js';
import { Surroundings } from '../run/surroundings.js';
import type { FleetSettings } from '../run/worker-messages.js';

const PART: PartName = 'STM32G484';
const OLD = referenceFirmware(PART, '1.0.0');
const NEW = referenceFirmware(PART, '1.1.0');
const KNOWN = new Map([['drive', [OLD, NEW].map(knownImage)]]);

/** What the server would read from the image's descriptor (simulators/firmware, code/descriptor.h). */
function releaseOfNew(): Release {
  const { version, counter, bytes: code } = NEW;
  const word = (at: number): number => new DataView(code.buffer, code.byteOffset).getUint32(at, true);
  const described = {
    swapSection: { offset: word(0x220), length: word(0x224) },
    postUpdateEntry: word(0x228),
    ramLayout: word(0x22c),
  };
  return buildRelease({
    product: 'drive',
    version,
    counter,
    parts: [PART],
    hardware: ['A'],
    code,
    plaintextSalt: new Uint8Array(SALT_BYTES),
    createdMs: 0,
    ...described,
  });
}

describe('a device in its shell', () => {
  let server: ScriptedServer;
  beforeEach(async () => void (server = await ScriptedServer.start()));
  let shell: DeviceShell;
  let folder: string | undefined;
  afterEach(async () => {
    await shell.close();
    await server.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true });
    folder = undefined;
  });

  const settingsOf = (more: Partial<FleetSettings>): FleetSettings => ({
    ...{ mqttUrl: server.url, password: 'token', seed: 's', flashTime: 'skip', rates: NO_FAULTS, trust: server.trust },
    products: [{ name: 'drive', part: PART, allowUnencrypted: false, factory: OLD }],
    ...more,
  });

  async function update({
    rates = {},
    policy = 'keep-previous',
    ...rest
  }: { rates?: Partial<FaultRates>; policy?: FinishPolicy } & Omit<Partial<FleetSettings>, 'rates'> = {}): Promise<{
    outcome: DeviceOutcome;
    around: Surroundings;
  }> {
    const around = new Surroundings(settingsOf({ rates: { ...NO_FAULTS, ...rates }, ...rest }));
    const identity = server.device('drive-1', 'drive');
    shell = new DeviceShell(identity, around);
    shell.connect();
    await server.order(identity, releaseOfNew(), { policy });
    await server.result('drive-1');
    await shell.close();
    return { outcome: shell.outcome(KNOWN, true), around };
  }

  it('installs a release and keeps the old image', async () => {
    const { outcome, around } = await update();
    expect(outcome).toMatchObject({
      stage: 'done',
      active: 2,
      wrong: [],
      jobs: 1,
      banks: [{ version: '1.0.0' }, { version: '1.1.0' }],
    });
    expect(outcome.swap).toMatchObject({ deadlinesMissed: 0 });
    expect(around.tally).toMatchObject({ jobsEnded: 1, jobsDone: 1, connected: 0, stages: { done: 1 } });
    expect(outcome.blocks).toBe(Math.ceil((NEW.bytes.length + SALT_BYTES) / 4096));
  }, 20_000);

  it('installs a release and mirrors it', async () => {
    const { outcome } = await update({ policy: 'mirror' });
    expect(outcome).toMatchObject({
      stage: 'done',
      active: 1,
      wrong: [],
      banks: [{ version: '1.1.0' }, { version: '1.1.0' }],
    });
  }, 20_000);

  it('keeps the old image if the new one fails its self-test', async () => {
    const { outcome } = await update({ rates: { selfTestFail: 1 } });
    expect(outcome).toMatchObject({
      stage: 'reverted',
      fault: 'self_test_failed',
      active: 1,
      wrong: [],
      faultsMet: { selfTestsFailed: 1 },
    });
  }, 20_000);

  it('completes the update on a bad line', async () => {
    const { outcome } = await update({ rates: { lose: 0.1, repeat: 0.1, reorder: 0.1, corrupt: 0.1, disconnect: 1 } });
    expect(outcome).toMatchObject({ stage: 'done', wrong: [], faultsMet: { disconnects: 1 } });
    expect(outcome.faultsMet.lost + outcome.faultsMet.corrupted).toBeGreaterThan(0);
  }, 30_000);

  it.each(['a', 'b', 'c', 'd', 'e'])(
    'runs a whole image after its power was cut at a random operation (seed %s)',
    async (seed) => {
      const { outcome } = await update({ rates: { powerCut: 1 }, seed, policy: 'mirror' });
      expect(outcome.faultsMet.powerCuts).toBe(1);
      expect(outcome.wrong).toEqual([]);
      expect(['done', 'reverted']).toContain(outcome.stage);
    },
    30_000,
  );

  it('forgets its key at the end of its life, and connects no more, in a later run either', async () => {
    folder = mkdtempSync(join(tmpdir(), 'tb-disposal-'));
    const identity = server.device('drive-1', 'drive');
    const settings = settingsOf({ stateFolder: folder });
    const around = new Surroundings(settings);
    shell = new DeviceShell(identity, around);
    shell.connect();
    await server.dispose(identity);
    await until(() => around.tally.disposed === 1, 'the device to be disposed of');
    await shell.close();
    around.files?.close();
    expect(shell.outcome(KNOWN, true)).toMatchObject({ disposal: 'forgotten', stage: 'idle', active: 1, wrong: [] });
    expect(identity.deviceRoot).toEqual(new Uint8Array(32));
    const reports = server.reports.length;
    const later = new Surroundings(settings);
    shell = new DeviceShell(server.device('drive-1', 'drive'), later);
    shell.connect();
    await shell.close();
    later.files?.close();
    expect(later.tally).toMatchObject({ disposed: 1, connected: 0, connections: 0 });
    expect(shell.outcome(KNOWN, true)).toMatchObject({ disposal: 'forgotten', wrong: [] });
    expect(server.reports).toHaveLength(reports);
  }, 20_000);

  it('real: takes as long as the flash does, and ends with the same banks', async () => {
    const startedMs = Date.now();
    const { outcome } = await update({ flashTime: 'real' });
    expect(outcome).toMatchObject({ stage: 'done', active: 2, wrong: [] });
    // The double-words of the image alone take 85 µs each [DS12589].
    expect(Date.now() - startedMs).toBeGreaterThan((NEW.bytes.length / 8) * 0.08);
  }, 30_000);
});
