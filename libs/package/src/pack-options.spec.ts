import { describe, expect, it } from '@jest/globals';

import { decodeManifest } from '@twinbank/image';
import { sampleCode } from '@twinbank/testkit/sample-image';

import { packRelease } from './pack.js';
import { describeManifest, readCreated, readParts, readSalt } from './pack-options.js';

const MS = Date.UTC(2026, 10, 22, 12);

describe('what a package is made of, as somebody types it', () => {
  it('is a time with a zone, or the seconds of SOURCE_DATE_EPOCH, or nothing', () => {
    expect([readCreated('2026-11-22T12:00:00Z', '7'), readCreated('2026-11-22T14:00+02:00')]).toEqual([MS, MS]);
    expect([readCreated(undefined, String(MS / 1000)), readCreated(undefined, ''), readCreated(undefined)]).toEqual([
      ...[MS, undefined, undefined],
    ]);
  });

  it.each(['2026-11-22T12:00:00', '2026-11-22', '22 Nov 2026 12:00 GMT', '2026-13-01T00:00:00Z', '', '1'])(
    'is not the time %j',
    (typed) => expect(() => readCreated(typed)).toThrow('ISO 8601 with a zone'),
  );
  it.each(['soon', '1.5', '-1', ' 1', '1e3'])('is not SOURCE_DATE_EPOCH %j', (seconds) =>
    expect(() => readCreated(undefined, seconds)).toThrow('SOURCE_DATE_EPOCH'),
  );

  it('is a salt of 64 bytes', () => {
    expect(readSalt('0A'.repeat(64))).toEqual(new Uint8Array(64).fill(10));
    for (const digits of ['', '0a'.repeat(63), '0a'.repeat(65), 'zz'.repeat(64)])
      expect(() => readSalt(digits)).toThrow('128 hexadecimal digits');
  });

  it('is a part that there is, and another one is named', () => {
    expect(readParts(['STM32G484', 'STM32G474'])).toEqual(['STM32G484', 'STM32G474']);
    expect(() => readParts(['STM32G484', 'stm32g474'])).toThrow('part_unknown: there is no part stm32g474');
    expect(() => readParts(['toString'])).toThrow('part_unknown');
  });
});

it('a manifest is shown to whoever is to sign it', () => {
  const [part, version, counter] = ['STM32G484', '1.1.0', 2] as const;
  const code = sampleCode({ part, version, counter, bytes: 8192 });
  const named = { product: 'motor', version, counter, parts: [part], hardware: ['A', 'B'], code, createdMs: MS };
  const { payload } = packRelease(named);
  const manifest = decodeManifest(JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>);
  expect(describeManifest(manifest)).toMatch(
    /^product  motor\nversion  1\.1\.0\ncounter  2\nparts    STM32G484\nhardware A, B\ncreated  2026-11-22T12:00:00\.000Z\nimage    8192 bytes, SHA-256 [0-9a-f]{64}\n$/,
  );
});
