import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Mcu, PageStore } from '@twinbank/mcu';

import { referenceFirmware } from '../device/factory-image.js';
import { noFaultsMet } from '../line/fault-rates.js';
import { DeviceFiles, type Remembered } from './device-files.js';
import { holdsFleet, readFleet, writeFleet, type FleetRecord } from './fleet-file.js';

const PART = 'STM32G484';
const IMAGE = referenceFirmware(PART, '1.0.0');
const REMEMBERED: Remembered = {
  progress: {
    stage: 'downloading',
    order: {
      job: 7,
      version: '1.1.0',
      policy: 'mirror',
      blocks: 33,
      imageBytes: 132_608,
      imageSha256: 'ab'.repeat(32),
    },
    before: '1.0.0',
    jobs: 1,
    blocks: 12,
    bytes: 49_152,
    images: [{ version: '1.1.0', length: 132_608, sha256: 'ab'.repeat(32) }],
    chipsBefore: { radio: 'cd'.repeat(32) },
  },
  faultsMet: { ...noFaultsMet(), lost: 3 },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twinbank-fleet-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A device that runs its factory image; all share one store. */
function aDevice(store = new PageStore()): Mcu {
  const mcu = new Mcu({ part: PART, pageStore: store });
  mcu.flash.factoryLoad(1, store.intern(IMAGE.bytes));
  mcu.powerOn();
  mcu.flash.crcOf(1, { offset: 0, length: IMAGE.bytes.length });
  return mcu;
}

const contentBytes = (): number =>
  readdirSync(join(folder, 'content')).reduce((sum, name) => sum + statSync(join(folder, 'content', name)).size, 0);

describe('the files of a fleet’s devices', () => {
  it('restore a device as it was, with what was known of it', () => {
    const mcu = aDevice();
    const files = new DeviceFiles(folder, 'worker-0');
    files.save('d-1', mcu, REMEMBERED);
    files.close();
    const again = new Mcu({ part: PART });
    expect(new DeviceFiles(folder, 'worker-0').load('d-1', again)).toEqual(REMEMBERED);
    expect(again.flash.read(0x0800_0000, IMAGE.bytes.length)).toEqual(IMAGE.bytes);
    expect(again.powerOn().booted).toBe(1);
  });

  it('store content that devices share once, in one run and over several', () => {
    const store = new PageStore();
    const files = new DeviceFiles(folder, 'worker-0');
    for (let device = 0; device < 20; device++) files.save(`d-${device}`, aDevice(store), REMEMBERED);
    files.close();
    expect(contentBytes()).toBeLessThan(1.1 * IMAGE.bytes.length);
    const later = new DeviceFiles(folder, 'worker-0');
    const mcu = new Mcu({ part: PART });
    later.load('d-3', mcu);
    later.save('d-3', mcu, REMEMBERED);
    later.close();
    expect(contentBytes()).toBeLessThan(1.1 * IMAGE.bytes.length);
  });

  it('know nothing of a device that was never stored', () => {
    expect(new DeviceFiles(folder, 'worker-0').load('d-1', new Mcu({ part: PART }))).toBeUndefined();
  });

  it('know what a device met that was kept before there were other chips', () => {
    const files = new DeviceFiles(folder, 'worker-0');
    files.save('d-1', aDevice(), REMEMBERED);
    files.close();
    const path = join(folder, 'devices', 'd-1.device');
    const older = readFileSync(path, 'utf8').replace(/,"chips[A-Z]\w+":0/g, '');
    expect(older).not.toContain('chipsForgot');
    writeFileSync(path, older);
    expect(new DeviceFiles(folder, 'worker-0').load('d-1', new Mcu({ part: PART }))).toEqual(REMEMBERED);
    writeFileSync(path, older.replace(/,"powerCuts":0/, ''));
    expect(() => new DeviceFiles(folder, 'worker-0').load('d-1', new Mcu({ part: PART }))).toThrow(/powerCuts/);
  });

  it('skip a record of content that was cut short by a kill', () => {
    const files = new DeviceFiles(folder, 'worker-0');
    files.save('d-1', aDevice(), REMEMBERED);
    files.close();
    const [content] = readdirSync(join(folder, 'content'));
    appendFileSync(join(folder, 'content', content!), Buffer.alloc(100));
    const again = new DeviceFiles(folder, 'worker-0');
    const mcu = new Mcu({ part: PART });
    again.load('d-1', mcu);
    again.save('d-2', new Mcu({ part: PART }), REMEMBERED);
    again.close();
    const last = new Mcu({ part: PART });
    new DeviceFiles(folder, 'worker-1').load('d-1', last);
    expect(last.flash.read(0x0800_0000, IMAGE.bytes.length)).toEqual(IMAGE.bytes);
  });

  it('name the file that is damaged', () => {
    const files = new DeviceFiles(folder, 'worker-0');
    files.save('d-1', aDevice(), REMEMBERED);
    files.close();
    const path = join(folder, 'devices', 'd-1.device');
    const whole = readFileSync(path);
    truncateSync(path, whole.length - 10);
    expect(() => new DeviceFiles(folder, 'worker-0').load('d-1', new Mcu({ part: PART }))).toThrow(
      /d-1\.device cannot be read/,
    );
    writeFileSync(path, whole);
    for (const name of readdirSync(join(folder, 'content'))) rmSync(join(folder, 'content', name));
    expect(() => new DeviceFiles(folder, 'worker-0').load('d-1', new Mcu({ part: PART }))).toThrow(/cannot be read/);
  });
});

describe('the file of a fleet', () => {
  const record: FleetRecord = {
    seed: 's1',
    mqttUrl: 'mqtt://127.0.0.1:1883',
    trust: { manifestKeys: [{ kty: 'OKP', crv: 'Ed25519', x: 'x'.repeat(43), kid: 'k' }], ticketKeys: [] },
    product: { name: 'motor', part: PART, allowUnencrypted: false, factory: IMAGE },
    devices: [{ id: 'motor-1', product: 'motor', hardware: 'A', deviceRoot: new Uint8Array(32).fill(9) }],
  };

  it('contains who the devices are, readable for its owner only', () => {
    expect(holdsFleet(folder)).toBe(false);
    writeFleet(folder, record);
    expect(holdsFleet(folder)).toBe(true);
    expect(readFleet(folder)).toEqual(record);
    expect(statSync(join(folder, 'fleet.json')).mode & 0o777).toBe(0o600);
  });

  it('keeps keys of P-256 as they are', () => {
    const [x, y] = ['x'.repeat(43), 'y'.repeat(43)];
    const p256 = { kty: 'EC', crv: 'P-256', alg: 'ES256', x, y, kid: 'p' } as const;
    const trust = {
      ...record.trust,
      manifestKeys: [...record.trust.manifestKeys, p256],
      rootKeys: [p256],
      rootThreshold: 1,
    };
    writeFleet(folder, { ...record, trust });
    expect(readFleet(folder).trust).toEqual(trust);
  });

  it('keeps which other chips its boards have', () => {
    const chips = [{ target: 'radio', slotBytes: 4096 }];
    writeFleet(folder, { ...record, product: { ...record.product, chips } });
    expect(readFleet(folder).product.chips).toEqual(chips);
  });

  it('reports if there is none, and if it is damaged', () => {
    expect(() => readFleet(folder)).toThrow(/there is no fleet in/);
    writeFleet(folder, record);
    truncateSync(join(folder, 'fleet.json'), 50);
    expect(() => readFleet(folder)).toThrow(/fleet\.json cannot be read/);
  });

  it('keeps whose signatures on key sets its devices take, and the newest set of their factory', () => {
    const kept = (further: object): unknown => {
      const trust = { ...record.trust, ...further };
      writeFleet(folder, { ...record, trust });
      return readFleet(folder).trust;
    };
    const rootKeys = record.trust.manifestKeys;
    const keySet = { keySet: 'e30', signatures: [{ protected: 'AA', signature: 'BB' }] };
    const roots = { rootKeys, rootThreshold: 1, keySet };
    expect(kept(roots)).toEqual({ ...record.trust, ...roots });
    // More signatures than there are keys, or a set that none could be: the file was damaged.
    for (const damage of [{ rootKeys, rootThreshold: 2 }, { rootThreshold: 1 }, { keySet: { keySet: '{}' } }])
      expect(() => kept(damage)).toThrow(/fleet\.json cannot be read/);
  });
});
