import { describe, expect, it } from '@jest/globals';
import { restErrorOf } from '@twinbank/client';

import { endsSession, isForbidden, isRefusal, isSignedOut } from './refusals.js';

const answer = (status: number) => restErrorOf(status, undefined);

describe('an answer of the server', () => {
  it('is a refusal if asking again would not help', () =>
    expect([400, 401, 403, 404, 409, 412, 422].map((status) => isRefusal(answer(status)))).toEqual(
      Array(7).fill(true),
    ));

  it('is none if the server only asks for patience, is in trouble, or there was no answer', () => {
    expect([408, 429, 500, 502, 503, 504].map((status) => isRefusal(answer(status)))).toEqual(Array(6).fill(false));
    expect(isRefusal(new TypeError('no network'))).toBe(false);
  });

  it('says that nobody is signed in by 401, and of a user who was disabled', () => {
    expect([401, 403, 503].map((status) => isSignedOut(answer(status)))).toEqual([true, false, false]);
    expect(isSignedOut(restErrorOf(403, { code: 'user_disabled' }))).toBe(true);
    expect(isSignedOut(restErrorOf(403, { code: 'forbidden' }))).toBe(false);
  });

  it('is for others to see by 403 alone: all else is missing to whoever asked', () => {
    expect([403, 401, 404, 429, 500, 503].map((status) => isForbidden(answer(status)))).toEqual([
      ...[true, false, false, false, false, false],
    ]);
    expect(isForbidden(new TypeError('no network'))).toBe(false);
  });

  it('ends the session by its code, and a wrong password does not', () =>
    expect(['session_ended', 'user_disabled', 'wrong_credentials', undefined].map(endsSession)).toEqual([
      ...[true, true, false, false],
    ]));
});
