import { describe, expect, it } from '@jest/globals';

import { BLANK, formFields, formFiles, isPackage, MAGIC_BYTES, percentOf } from './upload-order.js';

const FILLED = { ...BLANK, version: ' 1.2.0 ', counter: '3' };

describe('an upload', () => {
  it('leaves out what is left empty, and repeats the hardware revisions', () => {
    expect(formFields(FILLED)).toEqual([
      ['version', '1.2.0'],
      ['counter', '3'],
    ]);
    expect(
      formFields({
        ...{ ...FILLED, hardware: ['A', 'B'], blockSize: '1024' },
        ...{ versionAt: ' 0x08000400+16 ', upgradesFrom: ' 1.0.0', bootRomMin: '13.4 ' },
        ...{ swapSectionAt: ' .swap', runOnceAt: 'run_once ', isrCopiesAt: '.isr_a,.isr_b', ramLayout: ' 0 ' },
      }).slice(2),
    ).toEqual([
      ['hardware', 'A'],
      ['hardware', 'B'],
      ['blockSize', '1024'],
      ['upgradesFrom', '1.0.0'],
      ['bootRomMin', '13.4'],
      ['versionAt', '0x08000400+16'],
      ['swapSectionAt', '.swap'],
      ['runOnceAt', 'run_once'],
      ['isrCopiesAt', '.isr_a,.isr_b'],
      ['ramLayout', '0'],
    ]);
  });

  it('has the map of the linker before the image, if there is one', () => {
    expect(formFiles('motor.bin', undefined)).toEqual([['image', 'motor.bin']]);
    expect(formFiles('motor.bin', 'motor.map')).toEqual([
      ['map', 'motor.map'],
      ['image', 'motor.bin'],
    ]);
  });

  it('knows a package by its first bytes, whatever its name', () => {
    const head = Uint8Array.from([0x89, ...Buffer.from('TWP\r\n\x1a\n', 'latin1')]);
    expect([head.length, isPackage(head)]).toEqual([MAGIC_BYTES, true]);
    for (let index = 0; index < head.length; index++)
      expect(isPackage(head.map((byte, at) => (at === index ? byte ^ 1 : byte)))).toBe(false);
    expect(isPackage(head.subarray(0, 7))).toBe(false);
  });

  it('is at 100 percent only when everything was sent', () => {
    expect([percentOf(0, 300), percentOf(299, 300), percentOf(300, 300), percentOf(5, 0)]).toEqual([
      0,
      99,
      100,
      undefined,
    ]);
  });
});
