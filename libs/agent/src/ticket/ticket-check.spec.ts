import { describe, expect, it } from '@jest/globals';

import type { Manifest, PayloadInput, ReleaseInputs, Section, Ticket } from '@twinbank/image';
import { DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import { JWS_TYPES } from '@twinbank/keys';
import { Mcu, type McuOptions } from '@twinbank/mcu';
import { JOURNAL_PAGES, PART_SPECS, PARTS, type PartName } from '@twinbank/parts';
import { orderOf, testKeys } from '@twinbank/testkit/mini-server';
import { sampleCode, sampleRelease, type SampleImage } from '@twinbank/testkit/sample-image';

import { checkOrder, readTicket, type OfferedOrder } from './ticket-check.js';

const BANK_BYTES = 32 * 1024;
const RUNNING = { version: '1.0.0', counter: 1, bytes: 4096 } as const;

interface Offered {
  readonly part?: PartName;
  readonly mcu?: Partial<McuOptions>;
  /** What the device's code is; default: the sample 1.0.0. */
  readonly running?: Uint8Array;
  readonly prepare?: (mcu: Mcu) => void;
  readonly image?: Partial<SampleImage>;
  readonly release?: Partial<ReleaseInputs>;
  readonly manifest?: (manifest: Manifest) => Manifest;
  readonly ticket?: Partial<Pick<Ticket, 'cipher' | 'mode'>>;
  readonly config?: Partial<OfferedOrder['config']>;
  readonly counter?: number;
  readonly runs?: string | undefined;
}

/** A device that runs 1.0.0, and an order of 1.1.0 with nothing against it, save what a test changes. */
function offer({
  part = 'STM32G474',
  ticket,
  config,
  counter = 1,
  runs = '1.0.0',
  ...rest
}: Offered = {}): OfferedOrder {
  const mcu = new Mcu({ part, bankBytes: BANK_BYTES, ...rest.mcu });
  mcu.flash.factoryLoad(1, rest.running ?? sampleCode({ part, ...RUNNING }));
  mcu.powerOn();
  rest.prepare?.(mcu);
  const image = { part, version: '1.1.0', counter: 2, bytes: 4096, ...rest.image };
  const { manifest } = sampleRelease(image, { blockSize: 1024, ...rest.release });
  return {
    ticket: { cipher: PARTS[part].ciphers[0] ?? 'none', mode: 'live', ...ticket } as Ticket,
    known: {
      ...{ manifest: rest.manifest?.(manifest) ?? manifest, release: '', signer: '', verified: [] },
      ...{ tails: new Map(), findings: new Map() },
    },
    ...{
      mcu,
      counter,
      running: runs === '' ? undefined : { version: runs, digest: new Uint8Array(32) },
      config: { product: 'motor', hardware: 'rev-a', ...config },
    },
  };
}

const codeOf = (offered: Offered): string | undefined => checkOrder(offer(offered))?.code;
const detailOf = (offered: Offered): string => checkOrder(offer(offered))!.detail;
/** A manifest whose code section is another. */
const withCode =
  (change: Partial<Section>) =>
  (manifest: Manifest): Manifest => ({
    ...manifest,
    sections: manifest.sections.map((section) => ({ ...section, ...change })),
  });
describe('an order that the device can carry out', () => {
  it.each(['STM32L073', 'STM32L083', 'STM32L486', 'STM32G474', 'STM32G484'] as const)('is taken: %s', (part) => {
    expect(checkOrder(offer({ part }))).toBeUndefined();
  });
});

describe('an order with much against it', () => {
  it('is refused for what comes first: who and what, then the part, the space, the live swap', () => {
    const offered: Offered = {
      ...{ image: { counter: 0, swapSeed: 'other' }, release: { hardware: ['rev-b'], product: 'pump' } },
      ...{ ticket: { cipher: 'A128CTR' }, mcu: { bootRomVersion: '13.3' } },
      prepare: ({ optionBytes }) => optionBytes.factoryProgram({ dualBank: 0 }),
    };
    const wrong = offer(offered);
    const bad: Manifest = {
      ...wrong.known.manifest,
      ...{ parts: ['STM32L073'], blockSize: 1 << 20, ramLayout: 2, upgradesFrom: '1.0.1' },
      bootRomMin: '15.0',
      sections: wrong.known.manifest.sections.map((section) => ({ ...section, address: 0x08010000 })),
    };
    /** What is put right, one after the other. */
    const steps: [string, Partial<Manifest>, Partial<OfferedOrder>][] = [
      ['product_mismatch', { product: 'motor' }, {}],
      ['part_mismatch', { parts: ['STM32G474'] }, {}],
      ['hardware_mismatch', { hardware: ['rev-a'] }, {}],
      ['cipher_unsupported', {}, { ticket: { ...wrong.ticket, cipher: 'none' } }],
      ['counter_too_low', { counter: 1 }, {}],
      ['version_too_old', { upgradesFrom: '1.0.0' }, {}],
      ['image_linked_elsewhere', { sections: wrong.known.manifest.sections }, {}],
      ['single_bank_mode', {}, { mcu: offer({ mcu: { bootRomVersion: '13.3' } }).mcu }],
      ['no_room', { blockSize: 1024 }, {}],
      ['boot_rom_too_old', {}, { mcu: offer().mcu }],
      ['boot_rom_below_minimum', { bootRomMin: '13.5' }, {}],
      ['swap_section_differs', { swapSection: offer().known.manifest.swapSection! }, {}],
      ['ram_layout_refused', { ramLayout: 1 }, {}],
    ];
    let order: OfferedOrder = { ...wrong, known: { ...wrong.known, manifest: bad } };
    for (const [code, manifest, change] of steps) {
      const refusal = checkOrder(order);
      expect(refusal?.code).toBe(code);
      expect(refusal?.detail).not.toBe('');
      order = { ...order, ...change, known: { ...order.known, manifest: { ...order.known.manifest, ...manifest } } };
    }
    expect(checkOrder(order)).toBeUndefined();
  });
});

describe('a release that needs a boot ROM from some version on', () => {
  const needs =
    (bootRomMin: string) =>
    (manifest: Manifest): Manifest => ({ ...manifest, bootRomMin });

  it('is taken by a device with that boot ROM or a newer one, in the order of the numbers', () => {
    const on = (bootRomVersion: string, bootRomMin: string) =>
      codeOf({ part: 'STM32L486', mcu: { bootRomVersion }, manifest: needs(bootRomMin) });
    for (const version of ['9.2', '10.2', '10.3']) expect(on(version, '9.2')).toBeUndefined();
    expect(['9.2', '10.2', '10.3'].map((version) => on(version, '10.3'))).toEqual([
      'boot_rom_below_minimum',
      'boot_rom_below_minimum',
      undefined,
    ]);
  });

  it('is refused with both versions, for a reset as for a live swap', () => {
    const offered = { mcu: { bootRomVersion: '13.4' }, manifest: needs('13.5') };
    const sentence = 'the release needs boot ROM 13.5, the device has 13.4';
    expect([detailOf(offered), detailOf({ ...offered, ticket: { mode: 'reset' } })]).toEqual([sentence, sentence]);
  });
});

describe('a release that not every version may be replaced by', () => {
  const from =
    (upgradesFrom: string) =>
    (manifest: Manifest): Manifest => ({ ...manifest, upgradesFrom });

  it('is taken by the version that it names and by newer ones, in the order of semver', () => {
    const taken = ['1.0.0-rc.1', '1.0.0', '1.0.10'];
    for (const runs of taken) expect(codeOf({ runs, manifest: from('1.0.0-rc.1') })).toBeUndefined();
    for (const runs of ['0.9.9', '1.0.0-alpha'])
      expect(codeOf({ runs, manifest: from('1.0.0-rc.1') })).toBe('version_too_old');
  });

  it('is refused by a device that cannot tell what it runs', () => {
    expect(detailOf({ runs: '', manifest: from('1.0.0') })).toBe(
      'the release needs 1.0.0; the device runs an unknown version',
    );
    expect(codeOf({ runs: '' })).toBeUndefined();
  });
});

describe('a refusal names both sides', () => {
  it('of the product, the part and the hardware', () => {
    expect(detailOf({ release: { product: 'pump' } })).toMatch(/pump.*motor/);
    expect(detailOf({ release: { parts: ['STM32L073', 'STM32L083'] } })).toMatch(/STM32L073, STM32L083.*STM32G474/);
    expect(detailOf({ release: { hardware: ['rev-b', 'rev-c'] } })).toMatch(/rev-b, rev-c.*rev-a/);
  });

  it('of the cipher, the counter, the address, the boot ROM and the RAM layout', () => {
    expect(detailOf({ ticket: { cipher: 'A256CTR' } })).toMatch(/STM32G474.*A256CTR/);
    expect(detailOf({ counter: 3 })).toMatch(/\b2\b.*\b3\b/);
    expect(detailOf({ manifest: withCode({ address: 0x08004000 }) })).toContain('0x8004000');
    expect(detailOf({ mcu: { bootRomVersion: '13.3' } })).toContain('13.3');
    expect(detailOf({ image: { ramLayout: 2 } })).toMatch(/\b2\b.*\b1\b/);
  });
});

describe('the cipher of an order', () => {
  const clear = { ticket: { cipher: 'none' } } as const;

  it('may be none where the part has no AES, or the device is told to allow it', () => {
    expect(codeOf({ ...clear })).toBeUndefined();
    expect(codeOf({ ...clear, config: { allowUnencrypted: false } })).toBe('encryption_required');
    expect(codeOf({ ...clear, part: 'STM32G484' })).toBe('encryption_required');
    expect(detailOf({ ...clear, part: 'STM32G484' })).toContain('encrypted');
    expect(codeOf({ ...clear, part: 'STM32G484', config: { allowUnencrypted: true } })).toBeUndefined();
  });

  it('must be one of the part', () => {
    const part = 'STM32L083';
    expect(codeOf({ part, ticket: { cipher: 'A128CTR' } })).toBeUndefined();
    expect(codeOf({ part, ticket: { cipher: 'A256CTR' } })).toBe('cipher_unsupported');
    expect(codeOf({ part, ticket: { cipher: 'A256CTR' }, config: { allowUnencrypted: true } })).toBe(
      'cipher_unsupported',
    );
    expect(codeOf({ ticket: { cipher: 'A128CTR' } })).toBe('cipher_unsupported');
  });
});

describe('the security counter of an order', () => {
  it('may be that of the device, and not below', () => {
    expect(codeOf({ counter: 2 })).toBeUndefined();
    expect(codeOf({ counter: 3 })).toBe('counter_too_low');
  });
});

describe.each(['STM32L073', 'STM32L083', 'STM32G474', 'STM32L486'] as const)('the room for an image: %s', (part) => {
  const journal = PARTS[part].family === 'L0' ? 0 : JOURNAL_PAGES * PART_SPECS[part].flash.pageBytes;
  const room = BANK_BYTES - journal;

  it('is the bank without the journal, to the last byte', () => {
    expect(codeOf({ part, image: { bytes: room } })).toBeUndefined();
    expect(codeOf({ part, image: { bytes: room + 64 } })).toBe('no_room');
    expect(detailOf({ part, image: { bytes: room + 64 } })).toMatch(new RegExp(`\\b${room + 64}\\b.*\\b${room}\\b`));
  });

  it('is less where the application keeps data', () => {
    const config = { dataBytes: 4096 };
    expect(codeOf({ part, config, image: { bytes: room - 4096 } })).toBeUndefined();
    expect(codeOf({ part, config, image: { bytes: room - 4096 + 64 } })).toBe('no_room');
  });

  it('counts what the image carries behind its code', () => {
    const extras: PayloadInput[] = [{ type: 'config', bytes: new Uint8Array(64) }];
    expect(codeOf({ part, image: { bytes: room - 192 }, release: { extras } })).toBeUndefined();
    expect(codeOf({ part, image: { bytes: room - 128 }, release: { extras } })).toBe('no_room');
  });

  it('in RAM is that of the largest block', () => {
    const blockSize = PARTS[part].blockBytesMax;
    const withBlock = (size: number) => ({ part, manifest: (m: Manifest) => ({ ...m, blockSize: size }) });
    expect(codeOf(withBlock(blockSize))).toBeUndefined();
    expect(codeOf(withBlock(2 * blockSize))).toBe('no_room');
    expect(detailOf(withBlock(2 * blockSize))).toMatch(new RegExp(`\\b${2 * blockSize}\\b.*\\b${blockSize}\\b`));
  });
});

describe('sections besides the code', () => {
  const carrying = (...extras: PayloadInput[]): Offered => ({ release: { extras } });
  const value = { type: 'ram-init', bytes: new Uint8Array(8) } as const;

  it('are refused before a block is asked for if they are for RAM that the part has not', () => {
    expect(codeOf(carrying({ ...value, address: 0x20003000 }))).toBeUndefined();
    expect(codeOf(carrying({ ...value, address: 0x2001fffc }))).toBe('section_misplaced');
    expect(codeOf(carrying({ ...value, address: 0x20003000 }, { ...value, address: 0x20003004 }))).toBe(
      'section_misplaced',
    );
  });

  it('are refused if they are for a chip that the device has not', () => {
    const offered = carrying({ type: 'companion', bytes: new Uint8Array(8), target: 'radio' });
    expect(checkOrder(offer(offered))).toEqual({ code: 'companion_unknown', detail: 'the device has no chip radio' });
  });
});

describe('a live swap', () => {
  it('needs the same swap section in both images; a reset does not', () => {
    const other = { image: { swapSeed: 'other' } };
    expect(codeOf(other)).toBe('swap_section_differs');
    expect(detailOf(other)).toContain('swap section');
    expect(codeOf({ ...other, ticket: { mode: 'reset' } })).toBeUndefined();
  });

  it('needs a manifest that names the swap section', () => {
    const without = ({ swapSection: _, ...manifest }: Manifest): Manifest => manifest;
    const refusal = checkOrder(offer({ manifest: without }))!;
    expect(refusal.code).toBe('swap_section_differs');
    expect(refusal.detail).toContain('names no swap section');
    expect(codeOf({ manifest: without, ticket: { mode: 'reset' } })).toBeUndefined();
  });

  it('needs the same RAM layout or code that runs once; a reset does not', () => {
    const image = { ramLayout: 2 };
    expect(codeOf({ image })).toBe('ram_layout_refused');
    expect(codeOf({ image, ticket: { mode: 'reset' } })).toBeUndefined();
    expect(codeOf({ image, release: { postUpdateEntry: 0x08000601 } })).toBeUndefined();
  });

  it('is left to the check of the image where one of them does not say its RAM layout', () => {
    const unsaid = ({ ramLayout: _, ...manifest }: Manifest): Manifest => manifest;
    expect(codeOf({ image: { ramLayout: 2 }, manifest: unsaid })).toBeUndefined();
    const running = sampleCode({ part: 'STM32G474', ...RUNNING });
    running.fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 4);
    expect(codeOf({ running, image: { ramLayout: 2 } })).toBeUndefined();
  });
});

describe('readTicket', () => {
  const release = sampleRelease({ part: 'STM32G474', version: '1.1.0', counter: 2, bytes: 4096 });

  it('reads what a trusted key signed as a ticket', async () => {
    const keys = await testKeys();
    const { message, ticket } = await orderOf(keys, release, { cipher: 'none' });
    expect(readTicket(message.ticket, keys)).toEqual(ticket);
    expect(() => readTicket(message.manifest, { ticketKeys: keys.manifestKeys })).toThrow(
      expect.objectContaining({ code: 'signature_invalid' }),
    );
  });

  it('does not read a ticket of more than 4096 bytes, whoever signed it', async () => {
    const keys = await testKeys();
    const long = await keys.ticket.sign({ text: 'x'.repeat(4096) }, JWS_TYPES.ticket);
    const short = await keys.ticket.sign({ text: 'x'.repeat(1024) }, JWS_TYPES.ticket);
    expect(() => readTicket(long, keys)).toThrow(expect.objectContaining({ code: 'signature_invalid' }));
    expect(() => readTicket(short, keys)).toThrow(expect.objectContaining({ code: 'ticket_malformed' }));
  });
});
