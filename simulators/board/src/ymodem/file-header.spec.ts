import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@twinbank/primitives';
import fc from 'fast-check';

import { parseFileHeader } from './file-header.js';

const block = (text: string, edit: (data: Uint8Array) => void = () => undefined): Uint8Array => {
  const data = new Uint8Array(128);
  data.set(utf8(text));
  edit(data);
  return data;
};

describe('block 0', () => {
  it('names the file and its size as lrzsz writes them', () => {
    const data = block('firmware.bin\x00123456 14531217011 100644 0 1 123456', (bytes) => bytes.set([0x03, 0xc5], 126));
    expect(parseFileHeader(data)).toEqual({ name: 'firmware.bin', size: 123456 });
  });

  it('names the file and its size as Tera Term writes them', () => {
    expect(parseFileHeader(block('Firmware 1.bin\0' + '98304 14531217011 100644'))).toEqual({
      name: 'Firmware 1.bin',
      size: 98304,
    });
  });

  it('may contain only the size, or only the name', () => {
    expect(parseFileHeader(block('a\0' + '77'))).toEqual({ name: 'a', size: 77 });
    expect(parseFileHeader(block('a'))).toEqual({ name: 'a', size: undefined });
    expect(parseFileHeader(block('a\0-5 0'))).toEqual({ name: 'a', size: undefined });
    expect(parseFileHeader(block('a\0' + '9'.repeat(30)))).toEqual({ name: 'a', size: undefined });
  });

  it('ends the batch if its first byte is 0, whatever is in the last two', () => {
    expect(parseFileHeader(block('', (bytes) => bytes.set([0x7f, 0x55], 126)))).toBeUndefined();
  });

  it('shows the base name without anything that a terminal would execute', () => {
    expect(parseFileHeader(block('/some/where/\x1b[2Jx.bin\0' + '1'))?.name).toBe('?[2Jx.bin');
    expect(parseFileHeader(block('C:\\a\\b.bin\0' + '1'))?.name).toBe('b.bin');
  });

  it('may be any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 128, maxLength: 128 }), (data) => {
        const header = parseFileHeader(data);
        expect(header === undefined).toBe(data[0] === 0);
        if (header) expect(header.name).toMatch(/^[\x20-\x7e]{1,64}$/);
      }),
    );
  });
});
