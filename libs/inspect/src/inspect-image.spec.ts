import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { PART_NAMES, type PartName, PARTS } from '@twinbank/parts';

import { DESCRIPTOR_OFFSET, inspectImage, parseImageDescriptor, parseVectorTable } from './index.js';

/** Its code is `bx lr`, which every core has. */
const image = (edit: (view: DataView) => void = () => undefined, bytes = 4096): Uint8Array => {
  const code = new Uint8Array(new Uint16Array(bytes / 2).fill(0x4770).buffer);
  const view = new DataView(code.buffer);
  view.setUint32(0, 0x20001000, true);
  for (let word = 1; word < 128; word++) view.setUint32(word * 4, 0x08000401, true);
  edit(view);
  return code;
};
const withDescriptor = (view: DataView): void => {
  new Uint8Array(view.buffer).fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 128);
  view.setUint32(DESCRIPTOR_OFFSET, 0x4b425754, true);
  view.setUint16(DESCRIPTOR_OFFSET + 4, 1, true);
  view.setUint16(DESCRIPTOR_OFFSET + 6, 128, true);
  new TextEncoder().encode('G4').forEach((byte, index) => view.setUint8(DESCRIPTOR_OFFSET + 8 + index, byte));
  new TextEncoder().encode('1.2.3').forEach((byte, index) => view.setUint8(DESCRIPTOR_OFFSET + 16 + index, byte));
  view.setUint32(DESCRIPTOR_OFFSET + 0x20, 0x400, true);
  view.setUint32(DESCRIPTOR_OFFSET + 0x24, 0x58, true);
  view.setUint32(DESCRIPTOR_OFFSET + 0x48, 4096, true);
  view.setUint32(DESCRIPTOR_OFFSET + 0x4c, 7, true);
};
const codes = (code: Uint8Array, part: PartName = 'STM32G484', declared = {}): string[] =>
  inspectImage(code, part, declared).faults.map((fault) => fault.code);

describe('an image for a part', () => {
  it('is accepted if its vector table fits', () => {
    for (const part of PART_NAMES) expect(codes(image(), part)).toEqual([]);
  });

  it('is empty, or larger than a bank', () => {
    expect(codes(new Uint8Array(0))).toEqual(['image_empty']);
    expect(codes(image(undefined, 96 * 1024 + 64), 'STM32L083')).toEqual(['image_too_large']);
  });

  it('is not bootable with a stack pointer outside RAM or unaligned, but may start its stack at the very end of RAM', () => {
    for (const pointer of [0, 0xffffffff, 0x20000000, 0x20001004, 0x20005008, 0x08000000]) {
      expect(
        codes(
          image((view) => view.setUint32(0, pointer, true)),
          'STM32L073',
        ),
      ).toEqual(['image_not_bootable']);
    }
    expect(
      codes(
        image((view) => view.setUint32(0, 0x20005000, true)),
        'STM32L073',
      ),
    ).toEqual([]);
    expect(
      codes(
        image((view) => view.setUint32(0, 0x10008000, true)),
        'STM32L476',
      ),
    ).toEqual([]);
    expect(
      codes(
        image((view) => view.setUint32(0, 0x10008000, true)),
        'STM32L073',
      ),
    ).toEqual(['image_not_bootable']);
  });

  it('is not bootable if a handler lacks the Thumb bit or lies outside flash', () => {
    expect(codes(image((view) => view.setUint32(4, 0x08000400, true)))).toEqual(['image_not_bootable']);
    expect(codes(image((view) => view.setUint32(8, 0x20000101, true)))).toEqual(['image_not_bootable']);
    expect(codes(image((view) => view.setUint32(4, 0xffffffff, true)))).toEqual(['image_not_bootable']);
  });

  it('is linked elsewhere if its handlers lie in the second bank or in the alias at 0', () => {
    expect(codes(image((view) => view.setUint32(4, 0x08040101, true)))).toEqual(['image_linked_elsewhere']);
    expect(codes(image((view) => view.setUint32(4, 0x00000101, true)))).toEqual(['image_linked_elsewhere']);
  });

  it('is not bootable if it ends within its vector table', () => {
    expect(codes(image().subarray(0, 200))).toEqual(['image_not_bootable']);
    expect(() => parseVectorTable(image().subarray(0, 191), 'L0')).toThrow('image_not_bootable');
  });

  it('is a mismatch if family, version, counter or length differ from the declared ones', () => {
    const good = image(withDescriptor);
    expect(codes(good, 'STM32G474', { version: '1.2.3', counter: 7 })).toEqual([]);
    expect(codes(good, 'STM32G474', { version: '1.2.4', counter: 7 })).toEqual(['image_mismatch']);
    expect(codes(good, 'STM32G474', { version: '1.2.3', counter: 8 })).toEqual(['image_mismatch']);
    expect(codes(good, 'STM32L476')).toEqual(['image_mismatch']);
    expect(codes(good.subarray(0, 2048), 'STM32G474')).toEqual(['image_mismatch']);
  });

  it('may be any bytes: the result is findings, never an exception', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 1024 }),
        fc.constantFrom(...PART_NAMES),
        (bytes, part) => inspectImage(bytes, part).faults.length > 0,
      ),
    );
  });
});

describe('the reference firmware', () => {
  const built = (family: string, version: string): Uint8Array =>
    new Uint8Array(
      readFileSync(
        new URL(
          `../../../simulators/firmware/build/${family.toLowerCase()}/twinbank-${family.toLowerCase()}-${version}.bin`,
          import.meta.url,
        ),
      ),
    );

  it.each([
    ['STM32L083', '1.0.0', 1],
    ['STM32L486', '1.1.0', 2],
    ['STM32G484', '1.1.0', 2],
  ] as const)('fits %s in version %s', (part, version, counter) => {
    const findings = inspectImage(built(PARTS[part].family, version), part, { version, counter });
    expect(findings.faults).toEqual([]);
    expect(findings.descriptor).toMatchObject({
      family: PARTS[part].family,
      version,
      swapOffset: 0x400,
      securityCounter: counter,
    });
  });

  it('has no descriptor if its magic is missing', () => {
    const code = built('G4', '1.0.0');
    code[DESCRIPTOR_OFFSET] = 0;
    expect(parseImageDescriptor(code)).toBeUndefined();
  });
});
