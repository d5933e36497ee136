import { beforeAll, describe, expect, it } from '@jest/globals';

import { imageWith, type Release, type ReleaseInputs } from '@twinbank/image';
import { DESCRIPTOR_OFFSET } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import { FlashMisuse, Mcu, type McuOptions } from '@twinbank/mcu';
import { crc32Stm } from '@twinbank/primitives';
import { orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleCode, sampleRelease } from '@twinbank/testkit/sample-image';

import { bankRecordOf } from './download.js';
import {
  bankHas,
  bankHasSoundly,
  blockInFlash,
  checkBeforeFinish,
  checkWhole,
  integrityAsInNote,
  type NewImage,
} from './image-check.js';
import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';
import { knowManifest, type KnownManifest } from '../ticket/known-manifest.js';
import type { Refusal } from '../ticket/ticket-check.js';

const PART = 'STM32G474';
const BYTES = 4096;
const RUNNING = { part: PART, version: '1.0.0', counter: 1, bytes: BYTES } as const;
const NEW = { part: PART, version: '1.1.0', counter: 2, bytes: BYTES } as const;
/** Offsets of words in the descriptor. */
const RUN_ONCE = 0x28;
const LAYOUT = 0x2c;
const STACK_IN_CCM = 0x10001000;
const STACK_IN_CCM_ALIAS = 0x20019000;

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

/** The code of an image in which one word of the descriptor is another one. */
function describedBy(code: Uint8Array, word: number, value: number): Uint8Array {
  new DataView(code.buffer).setUint32(DESCRIPTOR_OFFSET + word, value, true);
  return code;
}

function withStackAt(address: number): Uint8Array {
  const code = sampleCode(NEW);
  new DataView(code.buffer).setUint32(0, address, true);
  return code;
}

/** What a device knows of a release with this code. */
async function knownOf(code = sampleCode(NEW), inputs: Partial<ReleaseInputs> = {}): Promise<KnownManifest> {
  const release = sampleRelease(NEW, { code, ...inputs });
  return knowManifest((await orderOf(keys, release)).message.manifest, keys.manifestKeys);
}

/** A device that runs one image; its other bank holds another one, or what it has of it. */
function holding(code: Uint8Array, running = sampleCode(RUNNING), options: Partial<McuOptions> = {}): Mcu {
  const mcu = new Mcu({ part: PART, ...options });
  mcu.optionBytes.factoryProgram({ bfb2: 0 });
  mcu.flash.factoryLoad(1, running);
  mcu.flash.factoryLoad(2, code);
  mcu.powerOn();
  return mcu;
}

/** Code of which the first program unit is not in flash yet. */
const withoutHead = (code: Uint8Array): Uint8Array => code.slice().fill(0xff, 0, 8);
const headOf = (code: Uint8Array): Uint8Array => code.slice(0, 8);

/** The verdict on an image of which all but the first unit was written. */
async function verdictOn(
  code: Uint8Array,
  {
    running,
    inputs,
    ...terms
  }: Partial<Omit<NewImage, 'running'>> & {
    running?: Uint8Array;
    inputs?: Partial<ReleaseInputs>;
    options?: Partial<McuOptions>;
  } = {},
): Promise<Refusal | undefined> {
  const known = await knownOf(code, inputs);
  return checkBeforeFinish(holding(withoutHead(code), running, terms.options), {
    known,
    head: headOf(code),
    mode: 'live',
    ownAgent: undefined,
    ...terms,
  });
}

/** From now on ECC corrects a bit of this unit of the other bank. */
function tire({ flash }: Mcu, offset: number): void {
  flash.unlock();
  const page = Math.floor(offset / flash.spec.pageBytes);
  const { bytes } = flash.tryRead({ bank: 2, offset: page * flash.spec.pageBytes }, flash.spec.pageBytes);
  flash.wearOut({ bank: 2, offset }, 'one-bit');
  flash.erasePages(flash.pageTarget(2, page));
  flash.program(flash.addressOf({ bank: 2, offset: page * flash.spec.pageBytes }), bytes);
  flash.lock();
}

describe('an image without its first program unit', () => {
  it('is accepted if it and this unit are the image of the manifest', async () => {
    expect(await verdictOn(sampleCode(NEW))).toBeUndefined();
  });

  it.each([
    ['the first unit that came', (_code: Uint8Array, head: Uint8Array) => (head[7]! ^= 1)],
    ['the unit after it', (code: Uint8Array) => (code[8]! ^= 1)],
    ['the last byte', (code: Uint8Array) => (code[BYTES - 1]! ^= 1)],
  ])('is refused if a bit is wrong in %s, also when the image was seen before', async (_where, spoil) => {
    const known = await knownOf();
    const code = sampleCode(NEW);
    const head = headOf(code);
    const rest = withoutHead(code);
    spoil(rest, head);
    const wrong = { known, head, mode: 'live', ownAgent: undefined } as const;
    const refused = { code: 'image_digest_mismatch', detail: expect.stringContaining('SHA-256') };
    expect(checkBeforeFinish(holding(rest), wrong)).toEqual(refused);
    expect(checkBeforeFinish(holding(withoutHead(code)), { ...wrong, head: headOf(code) })).toBeUndefined();
    expect(checkBeforeFinish(holding(rest), wrong)).toEqual(refused);
  });

  it('is refused if a unit of it cannot be read, and the refusal names the place', async () => {
    const code = sampleCode(NEW);
    const mcu = holding(withoutHead(code));
    mcu.flash.decay({ bank: 2, offset: 2048 });
    expect(
      checkBeforeFinish(mcu, { known: await knownOf(), head: headOf(code), mode: 'live', ownAgent: undefined }),
    ).toEqual({ code: 'image_digest_mismatch', detail: expect.stringMatching(/bank 2 .*0x800/) });
  });

  it('is a mistake of the agent, and no bad image, if it does not lie in the bank', async () => {
    const known = await knownOf();
    const mcu = holding(new Uint8Array(8), sampleCode({ ...RUNNING, bytes: 2048 }), { bankBytes: 4096 - 2048 });
    const image = { known, head: new Uint8Array(8), mode: 'live', ownAgent: undefined } as const;
    expect(() => checkBeforeFinish(mcu, image)).toThrow(FlashMisuse);
  });

  it('is refused if no CPU could start it', async () => {
    expect(await verdictOn(withStackAt(0x08000000))).toEqual({
      code: 'image_not_bootable',
      detail: expect.stringContaining('0x08000000'),
    });
  });

  it('is refused if it says another version of itself, or another security counter', async () => {
    for (const declared of [{ version: '1.1.1' }, { counter: 3 }])
      expect(await verdictOn(sampleCode(NEW), { inputs: declared })).toMatchObject({ code: 'image_mismatch' });
  });

  it('may have its NMI handler in RAM only in a copy of interrupt code', async () => {
    const code = sampleCode(NEW);
    new DataView(code.buffer).setUint32(2 * 4, 0x20002001, true);
    expect(await verdictOn(code)).toMatchObject({ code: 'image_not_bootable' });
    const copied = describedBy(describedBy(code, 0x30, 0x20002000), 0x34, 64);
    expect(await verdictOn(copied, { mode: 'reset' })).toBeUndefined();
  });

  it('is refused if it would write values where its stack is', async () => {
    const carrying = (address: number): Uint8Array =>
      imageWith(sampleCode(NEW), [{ type: 'ram-init', bytes: new Uint8Array(4), address }]);
    expect(await verdictOn(carrying(0x20002000))).toBeUndefined();
    expect(await verdictOn(carrying(0x20000f00))).toMatchObject({ code: 'section_misplaced' });
  });

  it('is refused if its manifest names other sections than its table', async () => {
    const code = imageWith(sampleCode(NEW), [{ type: 'config', bytes: new Uint8Array(4) }]);
    const known = await knownOf(code);
    const [image] = known.manifest.sections;
    const silent = { ...known, manifest: { ...known.manifest, sections: [image!] } };
    const mcu = holding(withoutHead(code));
    const verdict = (of: KnownManifest) =>
      checkBeforeFinish(mcu, { known: of, head: headOf(code), mode: 'reset', ownAgent: undefined });
    expect(verdict(silent)).toMatchObject({ code: 'section_table_invalid' });
    expect(verdict(await knownOf(code))).toBeUndefined();
  });

  it.each([
    ['CCM', STACK_IN_CCM],
    ['CCM at its second address', STACK_IN_CCM_ALIAS],
  ])('with its stack in %s is refused only where the boot ROM does not know this RAM', async (_name, stack) => {
    const of = (bootRomVersion: string): Promise<Refusal | undefined> =>
      verdictOn(withStackAt(stack), { options: { bootRomVersion } });
    expect(await of('13.4')).toEqual({
      code: 'boot_rom_too_old',
      detail: 'boot ROM 13.4 does not start an image whose stack is in CCM',
    });
    expect(await of('13.5')).toBeUndefined();
  });

  it('is digested once, and looked into once for each part', async () => {
    const known = await knownOf();
    const code = sampleCode(NEW);
    const check = (options: Partial<McuOptions>): Refusal | undefined =>
      checkBeforeFinish(holding(withoutHead(code), undefined, options), {
        ...{ known, head: headOf(code), mode: 'live', ownAgent: undefined },
      });
    expect(check({})).toBeUndefined();
    const seen = [known.findings.get(PART), known.tails.get(8)];
    expect(seen).toMatchObject([{ descriptor: { version: '1.1.0' } }, { head: headOf(code) }]);
    expect(check({})).toBeUndefined();
    expect(known.findings.get(PART)).toBe(seen[0]);
    expect(known.tails.get(8)).toBe(seen[1]);
    expect(check({ part: 'STM32G484' })).toBeUndefined();
    expect([...known.findings.keys()]).toEqual([PART, 'STM32G484']);
  });

  it('is refused without a descriptor, unless the firmware brings its own agent', async () => {
    const code = describedBy(sampleCode(NEW), 0, 0);
    expect(await verdictOn(code)).toEqual({
      code: 'image_without_agent',
      detail: expect.stringContaining('descriptor'),
    });
    expect(await verdictOn(code, { ownAgent: false })).toMatchObject({ code: 'image_without_agent' });
    expect(await verdictOn(code, { ownAgent: true })).toBeUndefined();
  });
});

describe('a live swap', () => {
  const otherSection = (): Uint8Array => sampleCode({ ...RUNNING, swapSeed: 'other' });

  it('is refused if the code that swaps is not the same in both images; a reset does not need it', async () => {
    const code = sampleCode(NEW);
    expect(await verdictOn(code, { running: otherSection() })).toEqual({
      code: 'swap_section_differs',
      detail: expect.stringContaining('swap section'),
    });
    expect(await verdictOn(code, { running: otherSection(), mode: 'reset' })).toBeUndefined();
  });

  it.each([
    ['vector table A', 0x40],
    ['vector table B', 0x44],
    ['copy A of the interrupt code', 0x30],
    ['copy B of the interrupt code', 0x38],
  ])('is refused if the running image has %s elsewhere in RAM', async (_name, word) => {
    expect(await verdictOn(sampleCode(NEW), { running: describedBy(sampleCode(RUNNING), word, 0x20000400) })).toEqual({
      code: 'ram_layout_refused',
      detail: expect.stringContaining('interrupt code'),
    });
  });

  describe('to an image that keeps its variables elsewhere', () => {
    const relaid = (): Uint8Array => sampleCode({ ...NEW, ramLayout: 2 });

    it('is refused, with both layouts', async () => {
      expect(await verdictOn(relaid())).toEqual({
        code: 'ram_layout_refused',
        detail: expect.stringMatching(/layout 2 .* 1$/),
      });
      expect(await verdictOn(relaid(), { mode: 'reset' })).toBeUndefined();
    });

    it('is right if the image has code that runs once, by its own word or by that of the manifest', async () => {
      expect(await verdictOn(describedBy(relaid(), RUN_ONCE, 0x08000541))).toBeUndefined();
      expect(await verdictOn(relaid(), { inputs: { postUpdateEntry: 0x08000541 } })).toBeUndefined();
    });

    it('is right if the running image says nothing of its layout', async () => {
      expect(await verdictOn(relaid(), { running: describedBy(sampleCode(RUNNING), 0, 0) })).toBeUndefined();
    });

    it('is right if the new image, with an agent of its own, says nothing of its layout', async () => {
      const code = describedBy(describedBy(sampleCode(NEW), 0, 0), LAYOUT, 2);
      expect(await verdictOn(code, { ownAgent: true })).toBeUndefined();
    });
  });
});

describe('an image that is read back', () => {
  const code = sampleCode(NEW);
  const record = { length: BYTES, crc32: crc32Stm(code), digest: sha256(code) };

  it('is whole with its CRC and SHA-256', () => {
    expect(checkWhole(holding(code), 2, record)).toBeUndefined();
    expect(bankHas(holding(code), 2, record)).toBe(true);
    expect(bankHasSoundly(holding(code), 2, record)).toBe(true);
  });

  it('is refused by its CRC, or else by its SHA-256', () => {
    expect(checkWhole(holding(code), 2, { ...record, crc32: record.crc32 ^ 1 })).toEqual({
      code: 'image_crc_mismatch',
      detail: expect.stringContaining('CRC-32'),
    });
    expect(checkWhole(holding(code), 2, { ...record, digest: sha256(new Uint8Array(1)) })).toEqual({
      code: 'image_digest_mismatch',
      detail: expect.stringContaining('SHA-256'),
    });
    expect(checkWhole(holding(code), 1, record)).toMatchObject({ code: 'image_crc_mismatch' });
    expect(bankHas(holding(code), 1, record)).toBe(false);
    expect(bankHasSoundly(holding(code), 1, record)).toBe(false);
  });

  it('counts from its first byte to its last one', () => {
    for (const at of [0, BYTES - 1]) {
      const wrong = code.slice();
      wrong[at]! ^= 1;
      expect(checkWhole(holding(wrong), 2, record)).toMatchObject({ code: 'image_crc_mismatch' });
      expect(checkWhole(holding(wrong), 2, { ...record, crc32: crc32Stm(wrong) })).toMatchObject({
        code: 'image_digest_mismatch',
      });
      expect(bankHas(holding(wrong), 2, record)).toBe(false);
    }
  });

  it('is not whole if a unit of it cannot be read', () => {
    const mcu = holding(code);
    mcu.flash.decay({ bank: 2, offset: 1024 });
    expect(checkWhole(mcu, 2, record)).toEqual({
      code: 'image_digest_mismatch',
      detail: expect.stringMatching(/bank 2 .*0x400/),
    });
    expect(bankHas(mcu, 2, record)).toBe(false);
  });

  it('is whole but not sound if ECC corrects a bit of it; what lies behind it does not count', () => {
    const mcu = holding(code);
    tire(mcu, BYTES);
    expect(bankHasSoundly(mcu, 2, record)).toBe(true);
    tire(mcu, BYTES - 8);
    expect([bankHas(mcu, 2, record), bankHasSoundly(mcu, 2, record)]).toEqual([true, false]);
  });

  it('is in no bank that is smaller; it may fill one', () => {
    const small = { bankBytes: BYTES, part: 'STM32L476' } as const;
    const mcu = holding(code, code, small);
    expect(bankHas(mcu, 2, record)).toBe(true);
    expect(bankHas(mcu, 2, { ...record, length: BYTES + 64 })).toBe(false);
    expect(() => checkWhole(mcu, 2, { ...record, length: BYTES + 64 })).toThrow(FlashMisuse);
    expect(() => bankHas(mcu, 2, { ...record, length: -64 })).toThrow();
  });
});

describe('a block in the other bank', () => {
  const code = sampleCode(NEW);
  const range = { offset: 1024, length: 512 };
  const digest = sha256(code.subarray(1024, 1536));

  it('is there if its bytes have the digest', () => {
    expect(blockInFlash(holding(code), range, digest)).toBe(true);
    expect(blockInFlash(holding(code), { ...range, offset: 1032 }, digest)).toBe(false);
    expect(blockInFlash(holding(sampleCode(RUNNING), code), range, digest)).toBe(false);
  });

  it('is not there if a unit of it cannot be read, or ECC corrects a bit of it', () => {
    const lost = holding(code);
    lost.flash.decay({ bank: 2, offset: 1528 });
    expect(blockInFlash(lost, range, digest)).toBe(false);
    const tired = holding(code);
    tire(tired, 1536);
    expect(blockInFlash(tired, range, digest)).toBe(true);
    tire(tired, 1528);
    expect(blockInFlash(tired, range, digest)).toBe(false);
  });

  it('is not there if a unit cannot be read whose bytes happen to be right', () => {
    const mcu = holding(code);
    mcu.flash.decay({ bank: 2, offset: 1024 });
    const { bytes } = mcu.flash.tryRead({ bank: 2, offset: 1024 }, 512);
    expect(blockInFlash(mcu, range, sha256(bytes))).toBe(false);
  });
});

describe('the check of AN4767’s menu item 4', () => {
  it('compares the CRC in the data EEPROM, where the part has one', () => {
    const part = 'STM32L083';
    const code = sampleCode({ ...NEW, part });
    const mcu = holding(code, sampleCode({ ...RUNNING, part }), { part });
    expect(integrityAsInNote(mcu, 2)).toBe(false);
    mcu.flash.unlock();
    const release: Release = sampleRelease({ ...NEW, part });
    new Journal(journalMedium(mcu)).recordBank(2, bankRecordOf(release.manifest));
    expect([integrityAsInNote(mcu, 1), integrityAsInNote(mcu, 2)]).toEqual([false, true]);
    mcu.flash.decay({ bank: 2, offset: BYTES - 1 });
    expect(integrityAsInNote(mcu, 2)).toBe(false);
  });

  it('only looks for a stack pointer on others', () => {
    const code = sampleCode(NEW);
    const mcu = holding(code.slice().fill(0, 8));
    expect([integrityAsInNote(mcu, 1), integrityAsInNote(mcu, 2)]).toEqual([true, true]);
    expect(integrityAsInNote(holding(withoutHead(code)), 2)).toBe(false);
    expect(integrityAsInNote(holding(withStackAt(0x08000000)), 2)).toBe(false);
  });

  it('takes a stack pointer that cannot be read for none', () => {
    const mcu = holding(sampleCode(NEW));
    mcu.flash.decay({ bank: 2, offset: 7 });
    expect(integrityAsInNote(mcu, 2)).toBe(false);
    mcu.flash.decay({ bank: 1, offset: 8 });
    expect(integrityAsInNote(mcu, 1)).toBe(true);
  });
});
