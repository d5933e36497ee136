import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { PART_NAMES, PARTS } from '@twinbank/parts';

import {
  DESCRIPTOR_BYTES,
  DESCRIPTOR_OFFSET,
  parseImageDescriptor,
  VECTOR_WORDS,
  type ImageDescriptor,
} from './index.js';

const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## The image and its descriptor'));
const rowsOf = (start: RegExp): string[][] =>
  section
    .slice(0, section.indexOf('\n## ', 1))
    .split('\n')
    .filter((line) => start.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('what docs/protocol.md says of images', () => {
  it('has the banks, the image sizes and the ciphers of each part', () => {
    const rows = PART_NAMES.map((part) => {
      const { bankBytes, imageBytesMax, ciphers, blockBytesMax, family } = PARTS[part];
      return [
        part,
        bankBytes,
        imageBytesMax,
        bankBytes - imageBytesMax,
        ciphers.join(', ') || 'none',
        blockBytesMax,
        VECTOR_WORDS[family],
      ].map(String);
    });
    expect(rowsOf(/^\| STM32/)).toEqual(rows);
  });

  it('has the descriptor’s fields at the offsets where they are read', () => {
    const fields = rowsOf(/^\| 0x/).map(([offset, bytes, name]) => ({
      offset: Number(offset),
      bytes: Number(bytes),
      name: name!,
    }));
    fields.reduce((end, { offset, bytes }) => {
      expect(offset).toBe(end);
      return end + bytes;
    }, 0);
    expect(fields.at(-1)!.offset + fields.at(-1)!.bytes).toBe(DESCRIPTOR_BYTES);

    const image = new Uint8Array(DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES);
    const view = new DataView(image.buffer, DESCRIPTOR_OFFSET);
    const at = (name: string): number => fields.find((field) => field.name === name)!.offset;
    image.set(new TextEncoder().encode('TWBK'), DESCRIPTOR_OFFSET + at('magic'));
    view.setUint16(at('descriptor version'), 1, true);
    view.setUint16(at('descriptor size'), DESCRIPTOR_BYTES, true);
    image.set(new TextEncoder().encode('L4'), DESCRIPTOR_OFFSET + at('family'));
    image.set(new TextEncoder().encode('1.2.3'), DESCRIPTOR_OFFSET + at('version'));
    const named: Partial<Record<keyof ImageDescriptor, string>> = {
      ...{
        swapOffset: 'swap section, offset',
        swapLength: 'swap section, bytes',
        runOnceEntry: 'run-once entry',
        ramLayoutVersion: 'RAM layout version',
      },
      ...{
        isrCopyA: 'interrupt code A, address in RAM',
        isrCopyALength: 'interrupt code A, bytes',
        isrCopyB: 'interrupt code B, address in RAM',
      },
      ...{
        isrCopyBLength: 'interrupt code B, bytes',
        vectorTableA: 'vector table A, address in RAM',
        vectorTableB: 'vector table B, address in RAM',
      },
      ...{ imageLength: 'image length', securityCounter: 'security counter' },
    };
    Object.values(named).forEach((name, index) => view.setUint32(at(name), 1000 + index, true));
    const words = Object.fromEntries(Object.keys(named).map((field, index) => [field, 1000 + index]));
    expect(parseImageDescriptor(image)).toEqual({ family: 'L4', version: '1.2.3', ...words });
    view.setUint32(at('security counter'), 0xffffffff, true);
    expect(parseImageDescriptor(image)!.securityCounter).toBeUndefined();
  });
});
