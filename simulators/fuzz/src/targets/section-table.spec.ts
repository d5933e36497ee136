import { describe, expect, it } from '@jest/globals';
import { decodeSectionTable, PAYLOAD_TYPES } from '@twinbank/image';
import { isFault, seededRng } from '@twinbank/primitives';

import { fuzz } from '../run/fuzz-run.js';
import { sectionTableTarget, type TableDecoder } from './section-table.js';

/** A decoder that lets through what the real one refuses for this reason: it takes the numbers as they stand. */
const lenient =
  (reason: RegExp): TableDecoder =>
  (image, imageLength) => {
    try {
      return decodeSectionTable(image, imageLength);
    } catch (error) {
      if (!isFault(error) || !reason.test(error.detail ?? '')) throw error;
      const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
      const foot = image.length - 64;
      const count = view.getUint16(foot + 10, true);
      const payloads = Array.from({ length: count }, (_, index) => {
        const at = foot - 64 * (count - index);
        const target = Buffer.from(image.subarray(at + 48, at + 64))
          .toString('latin1')
          .replace(/\0+$/, '');
        return {
          type: PAYLOAD_TYPES[view.getUint8(at) - 1]!,
          offset: view.getUint32(at + 4, true),
          length: view.getUint32(at + 8, true),
          address: view.getUint32(at + 12, true),
          sha256: image.slice(at + 16, at + 48),
          ...(target !== '' && { target }),
        };
      });
      return { codeLength: payloads[0]!.offset, payloads };
    }
  };
const problemOf = (decode?: TableDecoder): string | undefined =>
  fuzz(sectionTableTarget(decode), {
    ...{ inputs: 40_000, rng: seededRng('section-table'), coverage: undefined, watch: () => undefined },
  }).finding?.problem;

describe('the table of sections', () => {
  it.each([
    ['an empty section', /is empty$/, 'sections lie in the image, behind one another'],
    ['sections at any place', /^sections follow the code/, 'sections lie in the image, behind one another'],
    ['an end beyond the last address', /ends beyond the last address$/, 'RuleBroken'],
    ['a name on any section', /name their target$/, 'sections for other chips, and no others, name one'],
    ['any name', /^the name of a chip has 1/, 'the name of a chip can be printed'],
    ['two sections for one chip', /^two sections are for one chip/, 'no chip is given two payloads'],
    ['any order', /^sections are in the order/, 'sections are in the one order that there is'],
    ['two configurations', /^there is more than one configuration/, 'an image has one configuration at most'],
    ['a reserved byte', /^a reserved byte of an entry/, 'RuleBroken'],
  ])('of a decoder that takes %s is noticed', (_, reason, rule) => {
    expect(problemOf(lenient(reason))).toContain(rule);
  });

  it('of the real one is not', () => expect(problemOf()).toBeUndefined());
});
