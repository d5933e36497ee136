import { describe, expect, it } from '@jest/globals';

/** By their names: neither of the two rooms may import the other one. */
const load = (room: string): Promise<unknown> => import(room);
const { reasonHeader } = (await load('@twinbank/client')) as { reasonHeader(text: string): string };
const { reasonOf } = (await load('@twinbank/http')) as {
  reasonOf(headers: Record<string, string>): string | undefined;
};

const ASCII = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index));

describe('a reason that a client puts into a header', () => {
  it.each([
    ["Bob's (line 3)", 'as people write'],
    [`x${ASCII}x`, 'every character of ASCII'],
    ['größer als 5 % — 漢字 🦆', 'letters of every kind'],
    ['x'.repeat(500), 'as long as may be'],
  ])('is read by the server as it was written: %j (%s)', (text) => {
    const header = reasonHeader(text);
    expect(header).toMatch(/^UTF-8''[!-~]*$/);
    expect(reasonOf({ 'twinbank-reason': header })).toBe(text);
  });

  it('has a sign in the place of half a character', () => {
    expect(reasonOf({ 'twinbank-reason': reasonHeader('a\ud83d!') })).toBe('a\ufffd!');
  });
});
