import { describe, expect, it } from '@jest/globals';

import { elfOf } from '@twinbank/testkit/elf-file';

import { uploadedImage } from './uploaded-image.js';
import { versionFinding } from './version-place.js';

const plain = { image: Buffer.from('code\x00v1.2.3\x00\xff2.0.0', 'latin1'), findings: [] };
const ELF = elfOf(
  [
    { name: '.text', address: 0x08000000, bytes: Buffer.from('code') },
    { name: '.version', address: 0x08000010, bytes: Buffer.from('1.2.3\x00') },
  ],
  [{ name: 'firmware_version', value: 0x08000010, size: 6, section: '.version' }],
).bytes;

describe('the version that an image says at a place', () => {
  it('is found by symbol, section and range', () => {
    const uploaded = uploadedImage(ELF, 'STM32G484');
    for (const place of ['firmware_version', '.version', '0x08000010+6'])
      expect(versionFinding(uploaded, place, '1.2.3')).toEqual({
        code: 'version_found',
        detail: `${place} says 1.2.3`,
      });
    expect(versionFinding(plain, '0x08000005+7', '1.2.3').detail).toBe('0x08000005+7 says v1.2.3');
    expect(versionFinding(plain, '0x0800000d+5', '2.0.0').detail).toBe('0x0800000d+5 says 2.0.0');
  });

  it('is refused if it is another, or the place is not in the image', () => {
    const uploaded = uploadedImage(ELF, 'STM32G484');
    expect(() => versionFinding(uploaded, 'firmware_version', '1.2.4')).toThrow(
      'image_mismatch: the version at firmware_version is "1.2.3", not 1.2.4',
    );
    expect(() => versionFinding(uploaded, 'missing', '1.2.3')).toThrow(/place_unknown/);
    for (const place of ['0x0800000d+6', '0x07ffffff+4', '0x20000000+4'])
      expect(() => versionFinding(plain, place, '2.0.0')).toThrow(/place_unknown.*not among them/);
    expect(() => versionFinding(plain, 'firmware_version', '2.0.0')).toThrow(/place_unknown.*only an ELF file/);
    expect(() => versionFinding(plain, '0x0800000d+0', '2.0.0')).toThrow(/image_mismatch.*is "", not 2.0.0/);
  });
});
