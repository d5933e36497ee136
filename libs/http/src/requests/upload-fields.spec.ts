import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { uploadFieldsOf } from './upload-fields.js';

const NOTHING = { isComplete: undefined, offset: undefined, length: undefined, digest: undefined };
const digest = createHash('sha256').update('twinbank');
const [base64, hex] = [digest.copy().digest('base64'), digest.digest('hex')];

describe('the fields of an upload', () => {
  it('are read, with parameters that nobody knows', () => {
    expect(
      uploadFieldsOf({
        ...{ 'upload-complete': '?0', 'upload-offset': ' 25000000;a=1', 'upload-length': '999999999999999' },
        'repr-digest': `unixsum=:AAAA:, sha-256=:${base64}:`,
      }),
    ).toEqual({ isComplete: false, offset: 25_000_000, length: 999_999_999_999_999, digest: hex });
    expect(uploadFieldsOf({ 'upload-complete': '?1 ; x' }).isComplete).toBe(true);
    expect(uploadFieldsOf({})).toEqual(NOTHING);
  });

  it.each(['1', 'true', '?2', '?1, ?0', '"?1"', ''])('count as missing where completeness is %j', (value) =>
    expect(uploadFieldsOf({ 'upload-complete': value })).toEqual(NOTHING),
  );

  it.each(['-1', '1.5', '1e3', '0x10', '?1', '1234567890123456', '1, 2', ''])(
    'count as missing where a number is %j',
    (value) => expect(uploadFieldsOf({ 'upload-offset': value, 'upload-length': value })).toEqual(NOTHING),
  );

  it.each([`sha-256=${base64}`, 'sha-256=:AAAA:', 'sha-256=', `sha-256=:${base64.replace(/.$/, '')}:`])(
    'are refused with the digest %j, which nobody can check',
    (value) =>
      expect(() => uploadFieldsOf({ 'repr-digest': value })).toThrow(
        expect.objectContaining({ code: 'request_invalid' }),
      ),
  );

  it('leave other digests to others', () => {
    expect(uploadFieldsOf({ 'repr-digest': `sha-512=:${base64}:` })).toEqual(NOTHING);
  });
});
