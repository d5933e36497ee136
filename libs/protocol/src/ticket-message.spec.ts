import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, utf8 } from '@twinbank/primitives';

import { LIMITS } from './limits.js';
import { decodeTicketMessage, encodeTicketMessage, type TicketMessage } from './ticket-message.js';

const job = fc.integer({ min: 1, max: 0x7fffffff });
const jws = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}\.[A-Za-z0-9_-]{1,20}\.[A-Za-z0-9_-]{0,20}$/);
const message: fc.Arbitrary<TicketMessage> = fc.oneof(
  fc.record({
    type: fc.constant('order' as const),
    job,
    transfer: fc.integer({ min: 1, max: 0xffffffff }),
    ticket: jws,
    manifest: jws,
  }),
  fc.record({ type: fc.constant('cancel' as const), job }),
  fc.record({
    type: fc.constant('key-set' as const),
    keySet: fc.stringMatching(/^[A-Za-z0-9_-]{1,1600}$/),
    signatures: fc.array(
      fc.record({
        protected: fc.stringMatching(/^[A-Za-z0-9_-]{1,256}$/),
        signature: fc.stringMatching(/^[A-Za-z0-9_-]{86}$/),
      }),
      { maxLength: 8 },
    ),
  }),
  fc.record({ type: fc.constant('disposal' as const), order: jws }),
  fc.record({ type: fc.constant('disposed' as const), acknowledgement: jws }),
  fc.constant<TicketMessage>({ type: 'none' }),
);
const ORDER = { v: 1, job: 5, transfer: 9, ticket: 'a.b.c', manifest: 'd.e.f' };
const codeOf = (bytes: Uint8Array): string => {
  try {
    decodeTicketMessage(bytes);
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
  return 'taken';
};
const codeOfJson = (value: unknown): string => codeOf(utf8(JSON.stringify(value)));

describe('a ticket message', () => {
  it('is the same after encoding and decoding', () => {
    fc.assert(fc.property(message, (value) => expect(decodeTicketMessage(encodeTicketMessage(value))).toEqual(value)));
  });

  it('is an empty payload if there is nothing to do', () =>
    expect(encodeTicketMessage({ type: 'none' })).toHaveLength(0));

  it('reads as JSON with its version', () => {
    expect(JSON.parse(new TextDecoder().decode(encodeTicketMessage({ type: 'cancel', job: 5 })))).toEqual({
      v: 1,
      cancel: 5,
    });
    expect(
      JSON.parse(
        new TextDecoder().decode(
          encodeTicketMessage({ type: 'order', job: 5, transfer: 9, ticket: 'a.b.c', manifest: 'd.e.f' }),
        ),
      ),
    ).toEqual(ORDER);
  });

  it('names an order of disposal, and what acknowledges it, by a word each', () => {
    const json = (sent: TicketMessage): unknown => JSON.parse(new TextDecoder().decode(encodeTicketMessage(sent)));
    expect(json({ type: 'disposal', order: 'a.b.c' })).toEqual({ v: 1, disposal: 'a.b.c' });
    expect(json({ type: 'disposed', acknowledgement: 'a.b.c' })).toEqual({ v: 1, disposed: 'a.b.c' });
  });

  it('is a command: an unknown field is refused', () => {
    expect(codeOfJson(ORDER)).toBe('taken');
    expect(codeOfJson({ ...ORDER, force: true })).toBe('message_malformed');
    expect(codeOfJson({ v: 1, cancel: 5, job: 5 })).toBe('message_malformed');
    expect(codeOfJson({ v: 1, disposal: 'a.b.c', disposed: 'a.b.c' })).toBe('message_malformed');
    expect(codeOfJson({ v: 1, disposed: 'a.b.c', job: 5 })).toBe('message_malformed');
  });

  it.each(['disposal', 'disposed'])('of the kind %s is one compact JWS of at most 1024 characters', (kind) => {
    expect(codeOfJson({ v: 1, [kind]: 'a.b.c' })).toBe('taken');
    expect(codeOfJson({ v: 1, [kind]: 'a.b' })).toBe('message_malformed');
    expect(codeOfJson({ v: 1, [kind]: `a.${'b'.repeat(1020)}.c` })).toBe('taken');
    expect(codeOfJson({ v: 1, [kind]: `a.${'b'.repeat(1021)}.c` })).toBe('message_malformed');
  });

  it.each([
    ['another version', { v: 2 }],
    ['no version', { v: undefined }],
    ['job zero', { job: 0 }],
    ['a job too large', { job: 0x80000000 }],
    ['a transfer too large', { transfer: 0x100000000 }],
    ['a fraction', { transfer: 1.5 }],
    ['a ticket that is no compact JWS', { ticket: 'a.b' }],
    ['a ticket with other letters', { ticket: 'a.b.c=' }],
    ['a ticket of more than 4096 characters', { ticket: `a.b.${'c'.repeat(4096)}` }],
    ['no manifest', { manifest: undefined }],
    ['a manifest that is an object', { manifest: { format: 1 } }],
  ])('is refused with %s', (_name, change) => expect(codeOfJson({ ...ORDER, ...change })).toBe('message_malformed'));

  it('has room for the largest manifest', () => {
    // Digests in base64url within JSON that is itself base64url: twice 4/3, and a few kilobytes for everything
    // else.
    const largestManifest = Math.ceil((Math.ceil((LIMITS.blocksMax * 32 * 4) / 3) + 16 * 1024) * (4 / 3));
    expect(codeOfJson({ ...ORDER, manifest: `a.${'b'.repeat(largestManifest)}.${'c'.repeat(86)}` })).toBe('taken');
  });

  it('is checked for its size before it is read', () =>
    expect(codeOf(new Uint8Array(LIMITS.ticketBytes + 1).fill(0x7b))).toBe('message_too_large'));

  it('never throws anything but a Fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (junk) => expect(codeOf(junk)).not.toBe('taken')),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...Object.keys(ORDER), 'cancel', 'disposal', 'disposed', 'x'),
          fc.oneof(fc.jsonValue(), jws, job),
        ),
        (object) => {
          expect(['taken', 'message_malformed']).toContain(codeOfJson(object));
        },
      ),
    );
  });
});
