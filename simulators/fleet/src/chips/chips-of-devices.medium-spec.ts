import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { buildRelease, SALT_BYTES, type PayloadInput, type Release } from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import { seededRng, toHex } from '@twinbank/primitives';

import { knownImage } from '../device/bank-sight.js';
import type { DeviceOutcome } from '../device/device-outcome.js';
import { DeviceShell } from '../device/device-shell.js';
import type { Provisioned } from '../device/factory.js';
import { referenceFirmware } from '../device/factory-image.js';
import { NO_FAULTS, type FaultRates } from '../line/fault-rates.js';
import { Surroundings } from '../run/surroundings.js';
import { ScriptedServer } from '../server/scripted-server.js';
import { chipFirmware } from './chip-list.js';

const PART = 'STM32G484';
const OLD = referenceFirmware(PART, '1.0.0');
const CHIPS = [
  { target: 'radio', slotBytes: 16_384 },
  { target: 'charger', slotBytes: 4096 },
];
const [RADIO, CHARGER] = [seededRng('radio').bytes(9000), seededRng('charger').bytes(700)];
const digest = (bytes: Uint8Array): string => toHex(sha256(bytes));
const [RADIO_OLD, CHARGER_OLD] = CHIPS.map(({ target }) => digest(chipFirmware('drive', target))) as [string, string];
const UPDATED = [
  { target: 'radio', runs: digest(RADIO), brought: digest(RADIO) },
  { target: 'charger', runs: digest(CHARGER), brought: digest(CHARGER) },
];
const AS_MADE = [
  { target: 'radio', runs: RADIO_OLD },
  { target: 'charger', runs: CHARGER_OLD },
];

/** Version 1.1.0 with firmware for both chips, and what its descriptor says (simulators/firmware, code/descriptor.h). */
function releaseOfNew(): Release {
  const { version, counter, bytes: code } = referenceFirmware(PART, '1.1.0');
  const word = (at: number): number => new DataView(code.buffer, code.byteOffset).getUint32(at, true);
  const swapSection = { offset: word(0x220), length: word(0x224) };
  const described = { swapSection, postUpdateEntry: word(0x228), ramLayout: word(0x22c) };
  const extras: PayloadInput[] = [
    { type: 'companion', target: 'radio', bytes: RADIO },
    { type: 'companion', target: 'charger', bytes: CHARGER },
  ];
  return buildRelease({
    ...{ product: 'drive', version, counter, parts: [PART], hardware: ['A'], code, extras },
    ...{ ...described, plaintextSalt: new Uint8Array(SALT_BYTES), createdMs: 0 },
  });
}

describe('a device with other chips on its board', () => {
  const NEW = releaseOfNew();
  const image = NEW.stream.subarray(NEW.manifest.sections[0]!.offset);
  const KNOWN = new Map([['drive', [knownImage(OLD), knownImage({ version: '1.1.0', bytes: image })]]]);
  let server: ScriptedServer;
  let stateFolder: string;
  let shell: DeviceShell;
  beforeEach(async () => {
    server = await ScriptedServer.start();
    stateFolder = mkdtempSync(join(tmpdir(), 'twinbank-fleet-chips-'));
  });
  afterEach(async () => {
    await shell.close();
    await server.stop();
    rmSync(stateFolder, { recursive: true });
  });

  /** The device, fresh from its factory or as its file says. */
  function switchOn(rates: Partial<FaultRates> = {}, seed = 's'): Provisioned {
    const products = [{ name: 'drive', part: PART, allowUnencrypted: false, factory: OLD, chips: CHIPS } as const];
    const settings = {
      mqttUrl: server.url,
      password: 'token',
      seed,
      flashTime: 'skip',
      stateFolder,
      products,
    } as const;
    const around = new Surroundings({ ...settings, rates: { ...NO_FAULTS, ...rates }, trust: server.trust });
    const identity = server.device('drive-1', 'drive');
    shell = new DeviceShell(identity, around);
    shell.connect();
    return identity;
  }
  /** Orders the update; the code with which it ended. */
  async function update(device: Provisioned): Promise<string | undefined> {
    await server.order(device, NEW, { policy: 'keep-previous' });
    return (await server.result(device.id)).fault;
  }
  async function switchOff(): Promise<DeviceOutcome> {
    await shell.close();
    return shell.outcome(KNOWN, true);
  }

  it('runs, with the new image, what that brings its chips', async () => {
    await update(switchOn());
    expect(await switchOff()).toMatchObject({ stage: 'done', chips: UPDATED, wrong: [] });
  }, 30_000);

  it('keeps what its chips hold while it is off, with what they ran before', async () => {
    await update(switchOn());
    const { stage, active, banks, chips } = await switchOff();
    switchOn();
    expect(await switchOff()).toMatchObject({ stage, active, banks, chips, wrong: [] });
    expect(chips).toEqual(UPDATED);
  }, 30_000);

  it('runs what it ran, and its chips too, if the new image fails its self-test', async () => {
    await update(switchOn({ selfTestFail: 1 }));
    expect(await switchOff()).toMatchObject({ stage: 'reverted', active: 1, chips: AS_MADE, wrong: [] });
  }, 30_000);

  it('says that a chip took nothing, stays as it is, and passes at the next try, after it was off', async () => {
    const device = switchOn({ chipRefuse: 1 });
    expect(await update(device)).toBe('companion_failed');
    expect(await switchOff()).toMatchObject({ stage: 'failed', active: 1, chips: AS_MADE, wrong: [] });
    switchOn({ chipRefuse: 1 });
    expect(await update(device)).toBeUndefined();
    expect(await switchOff()).toMatchObject({
      stage: 'done',
      chips: UPDATED,
      wrong: [],
      faultsMet: { chipsRefused: 4 },
    });
  }, 60_000);

  it.each([
    ['slow', { chipSlow: 1 }, 'chipsSlow'],
    ['forgetful', { chipForget: 1 }, 'chipsForgot'],
  ] as const)(
    'waits for a chip that is %s',
    async (_, rates, met) => {
      await update(switchOn(rates));
      const outcome = await switchOff();
      expect(outcome).toMatchObject({ stage: 'done', chips: UPDATED, wrong: [] });
      expect(outcome.faultsMet[met]).toBeGreaterThan(0);
    },
    60_000,
  );

  it.each(['a', 'b', 'c'])(
    'has image and chips that fit after its power was cut at a random operation (seed %s)',
    async (seed) => {
      const fault = await update(switchOn({ powerCut: 1, chipForget: 1 }, seed));
      const outcome = await switchOff();
      expect(outcome).toMatchObject({ wrong: [], chips: fault === undefined ? UPDATED : AS_MADE });
      expect(outcome.faultsMet.powerCuts).toBe(1);
    },
    60_000,
  );
});
