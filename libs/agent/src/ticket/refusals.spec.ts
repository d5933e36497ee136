import { beforeAll, describe, expect, it } from '@jest/globals';

import { encodeManifest, type ReleaseInputs, type Ticket } from '@twinbank/image';
import { DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import { signingKeyFromSeed, signKeySet } from '@twinbank/keys';
import type { McuOptions } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { fromBase64Url } from '@twinbank/primitives';
import type { FaultCode } from '@twinbank/protocol';

import type { AgentConfig } from '../agent-config.js';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys, type TestOrder } from '@twinbank/testkit/mini-server';
import { cipherOf, SAMPLE_BYTES, sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';
import { sampleCode, sampleRelease, type SampleImage } from '@twinbank/testkit/sample-image';

let keys: TestKeys;
let foreignKeys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
  foreignKeys = await testKeys(50);
});

interface Attempt {
  readonly part?: PartName;
  readonly mcu?: Partial<McuOptions>;
  readonly config?: Partial<AgentConfig>;
  readonly terms?: Partial<Ticket>;
  readonly image?: Partial<SampleImage>;
  readonly release?: Partial<ReleaseInputs>;
  readonly manifest?: (manifest: Record<string, unknown>) => Record<string, unknown>;
  readonly prepare?: (bench: BenchDevice) => void;
  readonly message?: (order: TestOrder) => TestOrder;
  readonly signedBy?: () => TestKeys;
}

async function attempt(options: Attempt): Promise<BenchDevice> {
  const part = options.part ?? 'STM32G484';
  const bench = sampleDevice(keys, part, {
    mcu: { part, ...options.mcu },
    ...(options.config && { config: options.config }),
  });
  options.prepare?.(bench);
  const release = sampleRelease(
    { part, version: '1.1.0', counter: 2, bytes: 20 * 1024, ...options.image },
    options.release,
  );
  const manifest = encodeManifest(release.manifest);
  const order = await orderOf(
    options.signedBy?.() ?? keys,
    release,
    { cipher: cipherOf(part), ...options.terms },
    options.manifest?.(manifest) ?? manifest,
  );
  bench.publish(new MiniServer(options.message?.(order) ?? order));
  bench.run();
  return bench;
}

const code = (edit: (view: DataView) => unknown): Uint8Array => {
  const bytes = sampleCode({ part: 'STM32G484', version: '1.1.0', counter: 2, bytes: 20 * 1024 });
  edit(new DataView(bytes.buffer));
  return bytes;
};

const withoutDescriptor = (): Uint8Array => code((view) => view.setUint32(DESCRIPTOR_OFFSET, 0, true));

describe('a ticket is rejected before anything of the other bank is touched', () => {
  const cases: [string, FaultCode, Attempt][] = [
    ['signed by a key that the device does not hold', 'signature_invalid', { signedBy: () => foreignKeys }],
    [
      'with a signature that does not fit',
      'signature_invalid',
      {
        message: (order) => ({
          ...order,
          message: { ...order.message, ticket: `${order.message.ticket.slice(0, -4)}AAAA` },
        }),
      },
    ],
    [
      'with the manifest in the ticket’s place',
      'signature_invalid',
      { message: (order) => ({ ...order, message: { ...order.message, ticket: order.message.manifest } }) },
    ],
    [
      'whose manifest is not signed',
      'signature_invalid',
      {
        message: (order) => ({
          ...order,
          message: {
            ...order.message,
            manifest: `${order.message.manifest.slice(0, order.message.manifest.lastIndexOf('.'))}.`,
          },
        }),
      },
    ],
    ['made out to another device', 'ticket_foreign', { terms: { device: 'device-2' } }],
    ['past its expiry', 'ticket_expired', { terms: { expiresAtMs: 1000 } }],
    [
      'in a message for another job',
      'ticket_mismatch',
      { message: (order) => ({ ...order, message: { ...order.message, transfer: 7 } }) },
    ],
    ['that orders another release', 'ticket_mismatch', { terms: { release: 'ab'.repeat(32) } }],
    [
      'whose manifest contradicts itself',
      'manifest_malformed',
      { manifest: (manifest) => ({ ...manifest, streamLength: 5 }) },
    ],
    ['for another product', 'product_mismatch', { release: { product: 'pump' } }],
    ['for another part', 'part_mismatch', { release: { parts: ['STM32G474', 'STM32L486'] } }],
    ['for another hardware revision', 'hardware_mismatch', { release: { hardware: ['rev-b', 'rev-c'] } }],
    ['encrypted, on a part without AES', 'cipher_unsupported', { part: 'STM32G474', terms: { cipher: 'A128CTR' } }],
    ['with AES-256, on the L083', 'cipher_unsupported', { part: 'STM32L083', terms: { cipher: 'A256CTR' } }],
    ['in the clear, on a part with AES', 'encryption_required', { terms: { cipher: 'none' } }],
    ['below the security counter', 'counter_too_low', { image: { counter: 0 } }],
    ['for devices that run a newer version', 'version_too_old', { release: { upgradesFrom: '1.0.1' } }],
    [
      'whose manifest places the code in the second bank',
      'image_linked_elsewhere',
      {
        manifest: (manifest) => ({
          ...manifest,
          sections: (manifest['sections'] as object[]).map((section) => ({ ...section, address: 0x08040000 })),
        }),
      },
    ],
    [
      'larger than a bank has room beside the journal',
      'no_room',
      { image: { bytes: 256 * 1024 - 2048 }, release: { blockSize: 16384 } },
    ],
    ['in blocks that do not fit into RAM', 'no_room', { part: 'STM32L083', release: { blockSize: 16384 } }],
    ['on a G4 whose boot ROM 13.3 cannot start bank 2', 'boot_rom_too_old', { mcu: { bootRomVersion: '13.3' } }],
    [
      'for boot ROMs from 13.5 on, with 13.4',
      'boot_rom_below_minimum',
      { release: { bootRomMin: '13.5' }, mcu: { bootRomVersion: '13.4' } },
    ],
    ['on an L0 with boot ROM 4.0', 'boot_rom_too_old', { part: 'STM32L073', mcu: { bootRomVersion: '4.0' } }],
    [
      'in single-bank mode',
      'single_bank_mode',
      { prepare: ({ mcu }) => mcu.optionBytes.factoryProgram({ dualBank: 0 }) },
    ],
    ['live, with another swap section', 'swap_section_differs', { image: { swapSeed: 'other' } }],
    ['live, with another RAM layout and no run-once code', 'ram_layout_refused', { image: { ramLayout: 2 } }],
  ];

  it.each(cases)('%s: %s', async (_, fault, options) => {
    let writes = 0;
    const prepare = (bench: BenchDevice): void => {
      options.prepare?.(bench);
      bench.mcu.power.onOperation = ({ kind, where }) => {
        const journal = /page 12[67]|\+0x3f/.test(where) || kind === 'eeprom-word';
        if (!journal) writes++;
      };
    };
    const bench = await attempt({ ...options, prepare });
    expect(bench.result).toMatchObject({ stage: 'rejected', fault, job: 1 });
    expect(bench.stages).toEqual(['rejected']);
    expect(writes).toBe(0);
    expect(bench.agent.status()).toMatchObject({
      active: 1,
      confirmed: true,
      banks: [{ state: 'valid', version: '1.0.0' }, { state: 'empty' }],
    });
  });

  it('and a server need not ask again: the status says what no order can change', async () => {
    const joined = await attempt({ prepare: ({ mcu }) => mcu.optionBytes.factoryProgram({ dualBank: 0 }) });
    expect(joined.agent.status()).toMatchObject({ dualBank: false });
    const old = await attempt({ mcu: { bootRomVersion: '13.3' } });
    expect(old.agent.status()).toMatchObject({ bootsBank2: false });
    const sound = await attempt({});
    expect(sound.agent.status()).not.toHaveProperty('dualBank');
    expect(sound.agent.status()).not.toHaveProperty('bootsBank2');
  });

  it('and a key set that comes in single-bank mode is refused, too: there is no other bank to keep it in', async () => {
    const root = await signingKeyFromSeed(new Uint8Array(32).fill(9));
    const rootKeys = { keys: [root.publicJwk], threshold: 1 };
    const bench = sampleDevice(keys, 'STM32G484', { config: { rootKeys } });
    bench.mcu.optionBytes.factoryProgram({ dualBank: 0 });
    const signed = await signKeySet(
      {
        ...{ product: 'motor', version: 1, issuedAtMs: 0, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 },
        keys: [{ x: fromBase64Url(root.publicJwk.x)!, uses: ['root', 'manifest', 'ticket'] }],
      },
      [root],
    );
    const operations = bench.mcu.power.count;
    bench.deliver({ type: 'ticket', message: { type: 'key-set', ...signed }, unixMs: 1000 });
    const hello = bench.reports.at(-1);
    expect(hello).toMatchObject({ type: 'hello', keySetRefused: { version: 1, fault: 'single_bank_mode' } });
    expect(hello).toMatchObject({ status: { understands: expect.not.arrayContaining(['key-sets']) } });
    expect(hello).not.toHaveProperty('status.keySet');
    expect(bench.mcu.power.count).toBe(operations);
  });

  it('and taken where only the live swap stood against it and the ticket says reset', async () => {
    for (const image of [{ swapSeed: 'other' }, { ramLayout: 2 }]) {
      const bench = await attempt({ image, terms: { mode: 'reset' } });
      expect(bench.result).toMatchObject({ stage: 'done' });
    }
  });

  it('and taken where run-once code takes over another RAM layout', async () => {
    const bench = await attempt({ image: { ramLayout: 2 }, release: { postUpdateEntry: 0x08000601 } });
    expect(bench.result).toMatchObject({ stage: 'done' });
  });

  it('and the rejection is answered again, without another look, when the retained ticket comes again', async () => {
    const bench = await attempt({ release: { product: 'pump' } });
    const operations = bench.mcu.power.count;
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    bench.reports.length = 0;
    bench.run();
    expect(bench.reports.map((report) => report.type)).toEqual(['hello', 'result']);
    expect(bench.result).toMatchObject({ stage: 'rejected', fault: 'product_mismatch' });
    // Start-up code sets VTOR: that is the only operation, and none of flash.
    expect(bench.mcu.power.count).toBe(operations + 1);
  });
});

describe('an image that the other bank holds already', () => {
  const elsewhere = (): Uint8Array => sampleCode({ part: 'STM32G484', version: '1.1.0', counter: 1, bytes: 20 * 1024 });

  it('is looked at again: the job that brought it may have been under other terms', async () => {
    const part = 'STM32G484';
    const bench = sampleDevice(keys, part);
    const moved = elsewhere();
    // Interrupt code at another place in RAM: right for a reset, wrong for a live swap, in either direction.
    new DataView(moved.buffer).setUint32(DESCRIPTOR_OFFSET + 0x30, 0x20002000, true);
    const there = await sampleOrder(
      keys,
      part,
      { policy: 'keep-previous', mode: 'reset' },
      { image: { counter: 1 }, release: { code: moved } },
    );
    bench.publish(new MiniServer(there));
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    const image = { version: '1.0.0', counter: 1, bytes: SAMPLE_BYTES.G4 - 1024 };
    const back = (terms: Partial<Ticket>) => sampleOrder(keys, part, { policy: 'keep-previous', ...terms }, { image });
    bench.publish(new MiniServer(await back({ job: 2, transfer: 2, sequence: 2, mode: 'live' })));
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'failed', fault: 'ram_layout_refused' });
    expect(bench.agent.status()).toMatchObject({
      active: 2,
      banks: [
        { state: 'valid', version: '1.0.0' },
        { state: 'valid', version: '1.1.0' },
      ],
    });
    bench.publish(new MiniServer(await back({ job: 3, transfer: 3, sequence: 3, mode: 'reset' })));
    bench.run();
    expect(bench.result).toMatchObject({ job: 3, stage: 'done' });
    expect(bench.agent.status()).toMatchObject({ active: 1 });
  });
});

describe('a replayed ticket', () => {
  it('is rejected after a newer one, and after a restart', async () => {
    const part = 'STM32G484';
    const bench = sampleDevice(keys, part);
    bench.publish(new MiniServer(await sampleOrder(keys, part, { job: 5, sequence: 5, policy: 'keep-previous' })));
    bench.run();
    expect(bench.result?.stage).toBe('done');
    const old = await sampleOrder(keys, part, { job: 4, sequence: 4 });
    for (const restart of [false, true]) {
      if (restart) {
        bench.mcu.powerOff();
        bench.mcu.powerOn();
        bench.boot();
      }
      bench.publish(new MiniServer(old));
      bench.run();
      expect(bench.result).toMatchObject({
        job: 4,
        stage: 'rejected',
        fault: 'ticket_replayed',
        status: { ticketSequence: 5 },
      });
    }
  });
});

describe('an image that does not hold what the manifest says fails before it can be booted', () => {
  const cases: [string, FaultCode, Attempt][] = [
    [
      'SHA-256 of the code',
      'image_digest_mismatch',
      {
        manifest: (manifest) => ({
          ...manifest,
          sections: (manifest['sections'] as object[]).map((section) => ({ ...section, sha256: '11'.repeat(32) })),
        }),
      },
    ],
    [
      'CRC-32 of the code',
      'image_crc_mismatch',
      {
        manifest: (manifest) => ({
          ...manifest,
          sections: (manifest['sections'] as object[]).map((section) => ({ ...section, crc32: 1 })),
        }),
      },
    ],
    [
      'stack pointer in RAM',
      'image_not_bootable',
      { release: { code: code((view) => view.setUint32(0, 0x30000000, true)) } },
    ],
    [
      'reset handler with the Thumb bit',
      'image_not_bootable',
      { release: { code: code((view) => view.setUint32(4, 0x08000540, true)) } },
    ],
    [
      'code for the active bank',
      'image_linked_elsewhere',
      { release: { code: code((view) => view.setUint32(4, 0x08040541, true)) } },
    ],
    [
      'reset handler before its end',
      'image_linked_elsewhere',
      { release: { code: code((view) => view.setUint32(4, 0x0800ceb5, true)) } },
    ],
    [
      'NMI handler behind its vector table',
      'image_not_bootable',
      { release: { code: code((view) => view.setUint32(8, 0x08000101, true)) } },
    ],
    [
      'last interrupt’s handler in code',
      'image_not_bootable',
      {
        release: {
          code: code((view) => [view.setUint32(117 * 4, 0x08000801, true), view.setUint32(0x800, 0xffffffff, true)]),
        },
      },
    ],
    [
      'agent, by its descriptor',
      'image_without_agent',
      { terms: { mode: 'reset' }, release: { code: withoutDescriptor() } },
    ],
    ['version', 'image_mismatch', { release: { version: '1.2.0' } }],
    [
      'stack that the boot ROM accepts',
      'boot_rom_too_old',
      { mcu: { bootRomVersion: '13.4' }, release: { code: code((view) => view.setUint32(0, 0x10001000, true)) } },
    ],
  ];

  it.each(cases)('%s: %s', async (_, fault, options) => {
    const bench = await attempt(options);
    expect(bench.result).toMatchObject({ stage: 'failed', fault });
    const { bytes } = bench.mcu.flash.tryRead({ bank: 2, offset: 0 }, 8);
    expect([...bytes]).toEqual(new Array(8).fill(0xff));
    expect(bench.agent.status()).toMatchObject({
      active: 1,
      counter: 1,
      bfb2: 0,
      banks: [{ state: 'valid', version: '1.0.0' }, { state: 'partial' }],
    });
  });
});

it('an image without a descriptor is taken where the firmware has an agent of its own', async () => {
  const bench = await attempt({
    config: { ownAgent: true },
    terms: { mode: 'reset', policy: 'keep-previous' },
    release: { code: withoutDescriptor() },
  });
  expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
});

it('the sample images leave room for their tests', () => {
  expect(Math.max(...Object.values(SAMPLE_BYTES))).toBeLessThan(64 * 1024);
});
