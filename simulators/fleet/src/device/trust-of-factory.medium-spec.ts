import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signingKeyFromSeed, signKeySet } from '@twinbank/keys';
import { fromBase64Url, seededRng } from '@twinbank/primitives';
import type { SignedKeySet } from '@twinbank/protocol';

import { referenceFirmware } from './factory-image.js';
import { drawMishaps } from './mishaps.js';
import { SimulatedDevice } from './simulated-device.js';
import type { TrustedJwks } from './factory.js';
import { NO_FAULTS, noFaultsMet } from '../line/fault-rates.js';
import { Surroundings } from '../run/surroundings.js';

const PART = 'STM32G484';
const root = await signingKeyFromSeed(new Uint8Array(32).fill(1));
const other = await signingKeyFromSeed(new Uint8Array(32).fill(2));
const KEYS: TrustedJwks = { manifestKeys: [other.publicJwk], ticketKeys: [other.publicJwk] };
const ROOTS: TrustedJwks = { ...KEYS, rootKeys: [root.publicJwk], rootThreshold: 1 };

const setOf = (version: number): Promise<SignedKeySet> =>
  signKeySet(
    {
      ...{ product: 'drive', version, issuedAtMs: 0, expiresAtMs: Date.now() + 3_600_000 },
      ...{ rootThreshold: 1, manifestThreshold: 1 },
      keys: [
        { x: fromBase64Url(root.publicJwk.x)!, uses: ['root'] },
        { x: fromBase64Url(other.publicJwk.x)!, uses: ['manifest', 'ticket'] },
      ],
    },
    [root],
  );

describe('what a factory tells a simulated device', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'twinbank-trust-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The device as each start of the fleet has it, with what is kept in its folder. */
  function start(trust: TrustedJwks) {
    const products = [
      { name: 'drive', part: PART, allowUnencrypted: false, factory: referenceFirmware(PART, '1.0.0') },
    ] as const;
    const around = new Surroundings({
      ...{ mqttUrl: 'mqtt://127.0.0.1:1', password: 'token', seed: 's', flashTime: 'skip', rates: NO_FAULTS },
      ...{ stateFolder: folder, trust, products },
    });
    const rng = seededRng('s');
    const fate = { mishaps: drawMishaps(NO_FAULTS, rng), rng, met: noFaultsMet() };
    const identity = { id: 'drive-1', product: 'drive', hardware: 'A', deviceRoot: new Uint8Array(32).fill(7) };
    const device = new SimulatedDevice(identity, around, fate);
    const hear = (signed: SignedKeySet): void =>
      void device.handle({ type: 'ticket', message: { type: 'key-set', ...signed }, unixMs: Date.now() }, device.nowUs);
    const keep = (): void => {
      device.keep(around.files!, { stage: 'idle', before: '1.0.0', jobs: 0, blocks: 0, bytes: 0, images: [] });
      around.files!.close();
    };
    return { device, hear, keep };
  }

  it('has it take a key set of its root keys, which it still holds when the fleet comes back', async () => {
    const first = start(ROOTS);
    expect(first.device.keySet).toBe(0);
    first.device.handle({ type: 'start' }, first.device.nowUs);
    first.hear(await setOf(1));
    first.hear({ ...(await setOf(2)), signatures: [] });
    expect(first.device.keySet).toBe(1);
    first.keep();
    const again = start(ROOTS);
    expect(again.device.keySet).toBe(1);
    again.keep();
  });

  it('is the newest key set, where there is one: the device holds it before it first hears of a server, and no older one afterwards', async () => {
    const first = start({ ...ROOTS, keySet: await setOf(3) });
    expect(first.device.keySet).toBe(3);
    first.device.handle({ type: 'start' }, first.device.nowUs);
    first.hear(await setOf(4));
    first.keep();
    const again = start({ ...ROOTS, keySet: await setOf(3) });
    expect(again.device.keySet).toBe(4);
    again.keep();
  });

  it('is no key set and no root key, where the product names none: its keys stay for ever', async () => {
    const { device, hear, keep } = start(KEYS);
    device.handle({ type: 'start' }, device.nowUs);
    hear(await setOf(1));
    expect(device.keySet).toBeUndefined();
    keep();
  });
});
