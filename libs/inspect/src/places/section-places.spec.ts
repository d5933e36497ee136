import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { imageWith, sectionTableOf, type PayloadInput } from '@twinbank/image';

import {
  copyBeyond,
  DESCRIPTOR_OFFSET,
  inspectImage,
  isrCopiesOf,
  isrCopyOf,
  isrPairOf,
  parseImageDescriptor,
  sectionOutsideRam,
  valueUponStack,
} from '../index.js';

/** Its interrupt code: A at 10000000, B at 10000800 (CCM); its stack: 20000000 to 20001000. */
const G4 = new Uint8Array(
  readFileSync(new URL('../../../../simulators/firmware/build/g4/twinbank-g4-1.1.0.bin', import.meta.url)),
);
const PART = 'STM32G484';
const [a, b] = ([1, 2] as const).map((bank) => isrPairOf(G4, bank)!);
const bytesOf = ({ offset, bytes }: { offset: number; bytes: number }): Uint8Array => G4.slice(offset, offset + bytes);
const value = (address: number, length = 4): PayloadInput => ({
  ...{ type: 'ram-init', address, bytes: new Uint8Array(length) },
});
const refusal = (...inputs: PayloadInput[]): string | undefined => {
  const [fault] = inspectImage(imageWith(G4, inputs), PART).faults;
  return fault && `${fault.code}: ${fault.detail}`;
};

/** The image, with another address of vector table A in its descriptor. */
function withTableA(address: number): Uint8Array {
  const image = G4.slice();
  new DataView(image.buffer).setUint32(DESCRIPTOR_OFFSET + 0x40, address, true);
  return image;
}

describe('start values', () => {
  it('may lie in any RAM of the part, at either of its addresses', () => {
    expect(refusal(value(0x20003001, 1), value(0x20003002, 3), value(0x10001000), value(0x2001a000))).toBeUndefined();
    expect(refusal(value(0x2001fffc))).toBeUndefined();
  });

  it.each([
    ['flash', 0x08001000],
    ['no memory', 0x30000000],
    ['the end of RAM', 0x2001fffd],
    ['the start of RAM', 0x1ffffffe],
    ['the end of the address space', 0xfffffffc],
  ])('may not lie in %s', (_name, address) =>
    expect(refusal(value(address))).toMatch(/^section_misplaced: .* lies outside the RAM of STM32G484$/),
  );

  it('may not lie upon the stack, upon interrupt code, or upon one another', () => {
    expect(refusal(value(0x20000c00 - 4))).toBeUndefined();
    expect(refusal(value(0x20000c00 - 3))).toMatch('lies upon the stack');
    expect(refusal(value(0x20000ffc))).toMatch('lies upon the stack');
    expect(refusal(value(0x20001000))).toBeUndefined();
    for (const { address, bytes } of [a!, b!]) {
      expect(refusal(value(address))).toMatch('lies upon interrupt code in RAM');
      expect(refusal(value(address + bytes - 1, 1))).toMatch('lies upon interrupt code in RAM');
    }
    expect(refusal(value(0x20003000, 8), value(0x20003007, 1))).toMatch('lies upon the section ram-init of 1 bytes');
    expect(refusal(value(0x20003000, 8), value(0x20003008, 1))).toBeUndefined();
  });

  it('may not lie upon a stack that begins just above the start of an area', () => {
    const upon = (stackPointer: number, address: number): string | undefined =>
      valueUponStack([{ type: 'ram-init', address, length: 4 }], { part: PART, stackPointer })?.detail;
    const no = 'lies upon the stack';
    // SRAM1 ends where SRAM2 begins, at 20014000, and SRAM2 where the other address of CCM begins, at 20018000.
    expect([upon(0x20014100, 0x20014000), upon(0x20014100, 0x20013ffc)]).toEqual(
      Array(2).fill(expect.stringMatching(no)),
    );
    expect([upon(0x20018100, 0x10000000), upon(0x20018100, 0x20017ffc)]).toEqual(
      Array(2).fill(expect.stringMatching(no)),
    );
    expect(upon(0x20000200, 0x20000000)).toMatch(no);
    expect([upon(0x20014100, 0x20013cfc), upon(0x20014100, 0x20014100), upon(0x20000200, 0x20000200)]).toEqual(
      Array(3).fill(undefined),
    );
    expect([0, 1, 0x08000000, 0xffffffff].map((stackPointer) => upon(stackPointer, 0x20000000))).toEqual(
      Array(4).fill(undefined),
    );
    const image = imageWith(G4, [value(0x20000000)]);
    new DataView(image.buffer).setUint32(0, 0x20000200, true);
    expect(inspectImage(image, PART).faults.map(({ code }) => code)).toEqual(['section_misplaced']);
  });

  it('are found to lie upon something by its other address, too', () => {
    const ccmAlias = 0x20018000;
    expect(refusal(value(ccmAlias + a!.address - 0x10000000))).toMatch('lies upon interrupt code in RAM');
    expect(refusal(value(0x10001000), value(ccmAlias + 0x1000))).toMatch('lies upon the section');
  });

  it('are told to lie outside RAM before the image is there', () => {
    const section = { type: 'ram-init', address: 0x20005000, length: 4 } as const;
    expect(sectionOutsideRam([section], PART)).toBeUndefined();
    expect(sectionOutsideRam([section], 'STM32L083')?.code).toBe('section_misplaced');
    expect(sectionOutsideRam([{ ...section, type: 'code', address: 0 }], 'STM32L083')).toBeUndefined();
    expect(sectionOutsideRam([section, section], PART)?.detail).toMatch('lies upon');
  });
});

describe('code for RAM', () => {
  const copy = ({ address }: { address: number }, bytes: Uint8Array): PayloadInput => ({
    ...{ type: 'ram-code', address, bytes },
  });

  it('is one of the copies of interrupt code, whole', () => {
    expect(refusal(copy(a!, bytesOf(a!)), copy(b!, bytesOf(b!)))).toBeUndefined();
    const no = 'is no copy of interrupt code that the descriptor names';
    expect(refusal(copy(a!, bytesOf(a!).slice(0, -4)))).toMatch(no);
    expect(refusal(copy({ address: a!.address + 512 }, bytesOf(a!)))).toMatch(no);
    expect(refusal(copy({ address: 0x20003000 }, new Uint8Array(64)))).toMatch(no);
    expect(refusal(copy(a!, bytesOf(a!)), copy(a!, bytesOf(a!)))).toMatch('lies upon the section ram-code');
  });

  it('needs a vector table: a device fills and uses no copy without one', () => {
    const { isrCopyA, isrCopyALength } = parseImageDescriptor(G4)!;
    const functions = G4.slice(a!.offset + isrCopyA - a!.address, a!.offset + a!.bytes);
    expect(functions.length).toBe(isrCopyALength);
    const sections = [copy({ address: isrCopyA }, functions)];
    for (const table of [0, isrCopyA + isrCopyALength]) {
      const image = withTableA(table);
      expect(inspectImage(image, PART).faults).toEqual([]);
      expect(inspectImage(imageWith(image, sections), PART).faults.map(({ code }) => code)).toEqual([
        'section_misplaced',
      ]);
    }
    // With the table in front of them, or as their first words, they are filled from it.
    expect(inspectImage(imageWith(withTableA(isrCopyA), sections), PART).faults[0]?.code).not.toBe('section_misplaced');
  });

  it('is used by a device exactly where it is accepted', () => {
    const { isrCopyA, isrCopyALength } = parseImageDescriptor(G4)!;
    const end = isrCopyA + isrCopyALength;
    for (const table of [0, a!.address, isrCopyA, isrCopyA + 64, end, end + 64])
      for (const address of [a!.address, isrCopyA, isrCopyA + 64]) {
        const image = imageWith(withTableA(table), [copy({ address }, new Uint8Array(end - address))]);
        const sections = sectionTableOf(image)!;
        const accepted = inspectImage(image, PART).faults.every(({ code }) => code !== 'section_misplaced');
        expect([table, address, isrCopyOf(image, 1, sections)?.offset === sections.payloads[0]!.offset]).toEqual([
          ...[table, address, accepted],
        ]);
      }
  });

  it('is read from its section, and the other copy from the code', () => {
    const image = imageWith(G4, [copy(b!, bytesOf(b!))]);
    const table = sectionTableOf(image)!;
    expect(isrCopyOf(image, 2, table)).toEqual({ ...b!, offset: table.payloads[0]!.offset });
    expect(isrCopyOf(image, 1, table)).toEqual(a);
    expect(isrCopyOf(image, 2, undefined)).toEqual(b);
    expect(parseImageDescriptor(image)).toBeDefined();
  });

  it('is checked as a vector table is', () => {
    const broken = bytesOf(b!);
    new DataView(broken.buffer).setUint32(15 * 4, 0x08070001, true);
    expect(refusal(copy(b!, broken))).toMatch(/of the copy for bank 2 lies/);
  });
});

describe('interrupt code in RAM', () => {
  const of = (table: number, code: number, length: number) =>
    isrCopiesOf({
      ...parseImageDescriptor(G4)!,
      ...{ vectorTableA: table, isrCopyA: code, isrCopyALength: length, vectorTableB: 0, isrCopyBLength: 0 },
    });

  it('lies from its vector table on, where that is before the functions', () => {
    expect(of(0x100, 0x180, 64)).toEqual([
      {
        bank: 1,
        ...{ start: 0x100, end: 0x1c0 },
        ...{ functions: { start: 0x180, end: 0x1c0 }, filled: { start: 0x100, end: 0x1c0 } },
      },
    ]);
    expect(of(0x100, 0x180, 0)).toMatchObject([{ start: 0x100, end: 0x180, functions: { start: 0x180, end: 0x180 } }]);
  });

  it('lies where its functions do, where the table is elsewhere or there is none', () => {
    expect(of(0x190, 0x180, 64)).toMatchObject([{ start: 0x180, end: 0x1c0, filled: { start: 0x190, end: 0x1c0 } }]);
    for (const table of [0, 0x1c0, 0x1000])
      expect(of(table, 0x180, 64)).toMatchObject([{ start: 0x180, end: 0x1c0, filled: undefined }]);
  });

  it('lies nowhere without a descriptor, or without a byte', () => {
    expect(isrCopiesOf(undefined)).toEqual([]);
    expect(of(0, 0x180, 0)).toEqual([]);
    expect(isrCopiesOf(parseImageDescriptor(G4)).map(({ bank }) => bank)).toEqual([1, 2]);
  });

  it('keeps start values away from functions that no vector table belongs to', () => {
    const { isrCopyA } = parseImageDescriptor(G4)!;
    const image = imageWith(withTableA(isrCopyA + 64), [value(isrCopyA)]);
    expect(inspectImage(image, PART).faults.map(({ detail }) => detail)).toContainEqual(
      expect.stringContaining('lies upon interrupt code in RAM'),
    );
  });
});

describe('an image with sections', () => {
  it('has handlers in its code only, not in what it carries', () => {
    const image = imageWith(G4, [{ type: 'config', bytes: new Uint8Array(256).fill(1) }]);
    new DataView(image.buffer).setUint32(15 * 4, 0x08000000 + imageWith(G4, []).length + 1, true);
    expect(inspectImage(image, PART).faults.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/lies beyond the image's end/),
    ]);
  });

  it('is refused if its table does not hold, and says what it carries if it does', () => {
    const image = imageWith(G4, [value(0x20003000)]);
    expect(inspectImage(image, PART).table).toEqual(sectionTableOf(image));
    expect(inspectImage(G4, PART).table).toBeUndefined();
    image[image.length - 1]! ^= 1;
    expect(inspectImage(image, PART).faults[0]?.code).toBe('section_table_invalid');
  });
});

describe('the copies of interrupt code of an image without descriptor', () => {
  /** The reference firmware, whose descriptor is not seen any more. */
  const bare = G4.slice().fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 4);
  const copy = ({ address }: { address: number }, bytes: Uint8Array): PayloadInput => ({
    ...{ type: 'ram-code', address, bytes },
  });
  const both = [copy(a!, bytesOf(a!)), copy(b!, bytesOf(b!))] as const;
  const said = (...inputs: PayloadInput[]): string[] =>
    inspectImage(imageWith(bare, inputs), PART).faults.map(({ code, detail }) => `${code}: ${detail}`);
  const edited = (which: 0 | 1, edit: (view: DataView) => void): PayloadInput => {
    const bytes = both[which].bytes.slice();
    edit(new DataView(bytes.buffer));
    return { ...both[which], bytes };
  };

  it('are its two sections, A for bank 1 and B for bank 2: where a device fills them, and keeps others away from', () => {
    expect(said(...both)).toEqual([]);
    const image = imageWith(bare, both);
    const table = sectionTableOf(image)!;
    expect(([1, 2] as const).map((bank) => isrCopyOf(image, bank, table))).toEqual(
      [a, b].map((pair, index) => ({ ...pair!, offset: table.payloads[index]!.offset })),
    );
    expect(isrCopiesOf(undefined, table.payloads)).toMatchObject([
      { bank: 1, start: a!.address, end: a!.address + a!.bytes },
      { bank: 2, start: b!.address, end: b!.address + b!.bytes },
    ]);
    const upon = expect.stringContaining('lies upon the section ram-code');
    expect(said(value(b!.address), ...both)).toEqual([upon]);
  });

  it('are none without sections, and are not taken from where a landing block would name them', () => {
    expect(isrCopiesOf(undefined, [])).toEqual([]);
    expect(isrCopyOf(bare, 1, undefined)).toBeUndefined();
    const table = sectionTableOf(imageWith(bare, [{ type: 'config', bytes: Uint8Array.of(1) }]));
    expect(isrCopyOf(bare, 1, table)).toBeUndefined();
  });

  it('are two: one alone, or three, are refused, and no device uses them', () => {
    const no = 'is no copy of interrupt code that an image without descriptor can have: it names two, or none';
    for (const inputs of [[both[0]], [...both, copy({ address: 0x20003000 }, bytesOf(a!))]]) {
      expect(said(...inputs)).toEqual([expect.stringContaining(no)]);
      expect(isrCopyOf(bare, 1, sectionTableOf(imageWith(bare, inputs)))).toBeUndefined();
    }
  });

  it('begin where VTOR can point to, and have a whole vector table', () => {
    const at = (address: number): PayloadInput => ({ ...both[0], address });
    expect(said(at(a!.address + 256), both[1])[0]).toMatch(/section_misplaced: copy A .* begins at a multiple of 512/);
    expect(said(at(0x30000000), both[1]).at(-1)).toMatch('lies outside the RAM of STM32G484');
    expect(said(at(b!.address), both[1]).at(-1)).toMatch('lies upon the section ram-code');
    const short = copy(b!, bytesOf(b!).slice(0, 468));
    expect(said(both[0], short)[0]).toMatch(/of the copy|shorter than a vector table/);
    const ragged = copy(b!, bytesOf(b!).slice(0, -2));
    expect(said(both[0], ragged)).toEqual([expect.stringContaining('whole words')]);
  });

  it('have handlers in themselves or in flash, and never in the other copy, which is filled while one is in use', () => {
    const nmi = (address: number) => (view: DataView) => view.setUint32(15 * 4, address, true);
    expect(said(both[0], edited(1, nmi(0x08070001)))[0]).toMatch(/of the copy for bank 2 lies/);
    expect(said(both[0], edited(1, nmi(a!.address + a!.bytes - 31)))).toEqual([
      expect.stringContaining('isr_copies_unequal: '),
    ]);
    expect(said(edited(0, nmi(b!.address + b!.bytes - 31)), both[1])[0]).toMatch(
      'the vector table of copy A leads into copy B',
    );
  });

  it('are the same code, each for its own place', () => {
    const last = a!.bytes - 4;
    const other = edited(1, (view) => view.setUint32(last, view.getUint32(last, true) ^ 1, true));
    expect(said(both[0], other)).toEqual([
      `isr_copies_unequal: the two copies of interrupt code are not the same code, each for its place: they differ from 0x${(a!.address + last).toString(16).padStart(8, '0')} and 0x${(b!.address + last).toString(16).padStart(8, '0')} on`,
    ]);
    const longer = copy(b!, Uint8Array.from([...bytesOf(b!), 0, 0, 0, 0]));
    expect(said(both[0], longer)).toEqual([expect.stringContaining('isr_copies_unequal')]);
  });

  it('do not go beyond those of the running image, whose variables may lie there', () => {
    const of = (...inputs: PayloadInput[]) => isrCopiesOf(undefined, sectionTableOf(imageWith(bare, inputs))!.payloads);
    const [running] = [of(...both)];
    expect(copyBeyond(running, running)).toBeUndefined();
    expect(copyBeyond(running, [])).toBeUndefined();
    expect(copyBeyond([], running)?.bank).toBe(1);
    const longer = copy(b!, Uint8Array.from([...bytesOf(b!), 0, 0, 0, 0]));
    expect(copyBeyond(running, of(both[0], longer))).toMatchObject({ bank: 2, start: b!.address });
    expect(copyBeyond(of(both[0], longer), running)).toBeUndefined();
    expect(copyBeyond(running, of(both[1], both[0]))?.bank).toBe(1);
  });
});
