import { describe, expect, it } from '@jest/globals';
import { findingsOfFile } from '@twinbank/intake';
import { PART_NAMES } from '@twinbank/parts';
import { isFault, utf8 } from '@twinbank/primitives';

import { judged } from '../run/judge.js';
import { TARGETS } from './all-targets.js';
import { mendIntelHex, mendSRecords } from './records.js';

const refusalOf = (read: () => void): string | undefined => {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!isFault(error)) throw error;
    return error.code;
  }
};

describe('what is tried', () => {
  it('has names of its own', () => expect(new Set(TARGETS.map(({ name }) => name)).size).toBe(TARGETS.length));

  it.each(TARGETS)('$name: what it begins with is read to the end, and not refused', ({ seeds, read, bytesMax }) => {
    expect(seeds().length).toBeGreaterThan(0);
    expect(seeds().map((seed) => refusalOf(() => read(seed)))).toEqual(seeds().map(() => undefined));
    expect(seeds().every(({ length }) => length <= bytesMax)).toBe(true);
  });

  it.each(TARGETS)('$name: nothing at all is read as it should be, too', (target) =>
    expect(judged(target, new Uint8Array(0)).problem).toBeUndefined(),
  );

  it.each(TARGETS.filter(({ mend }) => mend))('$name: what is right is left as it is', ({ seeds, mend }) =>
    expect(seeds().map((seed) => [...mend!(seed)])).toEqual(seeds().map((seed) => [...seed])),
  );
});

describe('files that are uploaded', () => {
  it.each(['elf', 'intel-hex', 's-record', 'image'])(
    '%s: what it begins with would be taken, for some part',
    (name) => {
      const { seeds } = TARGETS.find((target) => target.name === name)!;
      const versionAt = name === 'elf' ? { versionAt: 'version' } : {};
      const isTaken = (seed: Uint8Array) =>
        PART_NAMES.some(
          (part) => findingsOfFile(seed, { part, agent: 'own', version: '1.0.0', ...versionAt }).faults.length === 0,
        );
      expect(seeds().map(isTaken)).toEqual(seeds().map(() => true));
    },
  );
});

describe('sums and lengths', () => {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

  it('of Intel HEX are made right where a line is one, and other lines stay', () =>
    expect(text(mendIntelHex(utf8(':05000000AABB00\n:xyz\nhello\n:00000001FF\n')))).toBe(
      ':02000000AABB99\n:xyz\nhello\n:00000001FF\n',
    ));

  it('of S-records, too', () =>
    expect(text(mendSRecords(utf8('S1FF0000AABB00\nS\nS9030000FC\n')))).toBe('S1050000AABB95\nS\nS9030000FC\n'));
});
