import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ARM_TOOLS_NOTE, armTool, hasArmTools } from '@twinbank/testkit/arm-tools';

import { flatImage, readIntelHex, readSRecords } from './index.js';

const BUILD = fileURLToPath(new URL('../../../simulators/firmware/build/', import.meta.url));
const PARTS_OF = { l0: 'STM32L083', l4: 'STM32L486', g4: 'STM32G484' } as const;

/** With TEST_ARM_TOOLS, as in CI, they must be installed. */
(hasArmTools() ? describe : describe.skip)(`a file that objcopy wrote (${ARM_TOOLS_NOTE})`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-objcopy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['l0', 'l4', 'g4'] as const)('is the image that objcopy makes of the same ELF: %s', (family) => {
    const elf = join(BUILD, family, `twinbank-${family}-1.1.0.elf`);
    const image = readFileSync(elf.replace(/elf$/, 'bin'));
    const [written, limit] = [join(folder, 'written'), image.length];
    for (const [read, ...options] of [
      [readSRecords, 'srec'],
      [readSRecords, 'srec', '--srec-forceS3'],
      [readSRecords, 'srec', '--srec-len=64'],
      [readIntelHex, 'ihex'],
    ] as const) {
      armTool('objcopy', '-O', ...options, elf, written);
      const { stretches } = read(readFileSync(written), limit);
      const { bytes, gaps } = flatImage(stretches, PARTS_OF[family]);
      expect([options, gaps, Buffer.from(bytes).equals(image)]).toEqual([options, [], true]);
    }
  });
});
