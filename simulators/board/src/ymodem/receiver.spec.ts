import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRng } from '@twinbank/primitives';

import { aFile, block, Desk, frame, header, isAbort, noMore, padded, SECOND } from '../testing/receiver-desk.js';
import { ACK, CAN, EOT, NAK, WANT_CRC as C } from './control-bytes.js';

describe('a transfer', () => {
  it('goes from C over blocks of 128 to the empty block 0', () => {
    const file = aFile(200);
    const desk = new Desk();
    expect(desk.answers()).toEqual([C]);
    expect(desk.bytes(header(200)).answers()).toEqual([ACK, C]);
    expect(desk.announced).toEqual({ name: 'a.bin', size: 200 });
    expect(desk.bytes(block(file, 1)).answers()).toEqual([ACK]);
    expect(desk.bytes(block(file, 2)).answers()).toEqual([ACK]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.completed).toBe(true);
    expect(desk.bytes(noMore).answers()).toEqual([ACK]);
    expect(desk.outcome).toBeUndefined();
    desk.timeout();
    expect(desk.outcome).toEqual({ ok: true, bytes: 200, moreFiles: false });
    expect(desk.file).toEqual(file);
    expect(desk.state.deadlineUs).toBe(Infinity);
  });

  it('transfers any file by any mixture of block sizes, cut into any pieces on the line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer(), (length, seed) => {
        const rng = seededRng(seed);
        const file = aFile(length);
        const desk = new Desk();
        const line = (bytes: Uint8Array): void => {
          for (let at = 0; at < bytes.length;) {
            const end = at + 1 + rng.below(400);
            desk.wait(1000).bytes(bytes.subarray(at, end));
            at = end;
          }
        };
        line(header(length));
        for (let at = 0, number = 1; at < length; number++) {
          const size = rng.chance(0.5) ? 128 : 1024;
          line(frame(number, padded(file.subarray(at, at + size), size)));
          at += size;
        }
        line(Uint8Array.of(EOT));
        line(noMore);
        desk.timeout();
        expect(desk.outcome).toEqual({ ok: true, bytes: length, moreFiles: false });
        expect(desk.file).toEqual(file);
      }),
      { numRuns: 40 },
    );
  });

  it('continues block numbers from 255 to 0', () => {
    const file = aFile(128 * 300);
    const desk = new Desk().bytes(header(file.length));
    for (let number = 1; number <= 300; number++) desk.bytes(block(file, number));
    desk.bytes([EOT], []).bytes(noMore).timeout();
    expect(desk.file).toEqual(file);
  });

  it('asks again with C while nobody answers, and gives up after three minutes', () => {
    const desk = new Desk();
    desk.timeout(3);
    expect(desk.answers()).toEqual([C, C, C, C]);
    expect(desk.nowUs).toBe(3 * SECOND);
    desk.timeout(177);
    expect(desk.nowUs).toBe(180 * SECOND);
    expect(isAbort(desk.answers().slice(-16))).toBe(true);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'silent' });
  });

  it('takes the length from the sender if it is known, else keeps the padding', () => {
    const file = aFile(100);
    const desk = new Desk().bytes(header('')).bytes(block(file, 1));
    expect(desk.announced?.size).toBeUndefined();
    desk.answers();
    expect(desk.bytes([EOT]).answers()).toEqual([NAK]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.file).toEqual(padded(file, 128));
  });
});

describe('the end of a file', () => {
  const nearlyDone = (): Desk => {
    const desk = new Desk().bytes(header(128)).bytes(block(aFile(128), 1));
    desk.answers();
    return desk;
  };

  it('is acknowledged at the first EOT if all bytes have arrived, and again if that acknowledgement was lost', () => {
    const desk = nearlyDone();
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.bytes(noMore).timeout().outcome).toMatchObject({ ok: true });
  });

  it('is doubted if bytes are missing: one EOT may be line noise', () => {
    const file = aFile(256);
    const desk = new Desk().bytes(header(256)).bytes(block(file, 1));
    desk.answers();
    expect(desk.bytes([EOT]).answers()).toEqual([NAK]);
    expect(desk.bytes(block(file, 2)).answers()).toEqual([ACK]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.file).toEqual(file);
  });

  it('makes a truncated file if bytes are missing and the sender insists', () => {
    const desk = new Desk()
      .bytes(header(256))
      .bytes(block(aFile(256), 1))
      .bytes([EOT]);
    desk.answers();
    expect(isAbort(desk.bytes([EOT]).answers())).toBe(true);
    expect(desk.completed).toBe(false);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'truncated' });
  });

  it('is valid even if the sender never closes the batch', () => {
    const desk = nearlyDone().bytes([EOT]);
    desk.answers();
    desk.timeout(5);
    expect(desk.answers()).toEqual([C, C, C, C]);
    expect(desk.timeout().outcome).toEqual({ ok: true, bytes: 128, moreFiles: false });
  });

  it('is valid without the second file of a batch', () => {
    const desk = nearlyDone().bytes([EOT]);
    desk.answers();
    expect(isAbort(desk.bytes(header(10, 'b.bin')).answers())).toBe(true);
    expect(desk.timeout().outcome).toEqual({ ok: true, bytes: 128, moreFiles: true });
  });
});

describe('a repeated block', () => {
  it('is acknowledged again and dropped when its acknowledgement was lost', () => {
    const file = aFile(256);
    const desk = new Desk().bytes(header(256)).bytes(block(file, 1));
    desk.answers();
    expect(
      desk
        .wait(2 * SECOND)
        .bytes(block(file, 1))
        .answers(),
    ).toEqual([ACK]);
    desk.bytes(block(file, 2));
    expect(desk.file).toEqual(file);
  });

  it('is not acknowledged twice if it crossed with its acknowledgement', () => {
    const file = aFile(256);
    const desk = new Desk().bytes(header(256)).bytes(block(file, 1));
    desk.answers();
    expect(desk.wait(90_000).bytes(block(file, 1)).answers()).toEqual([]);
    expect(desk.timeout().answers()).toEqual([NAK]);
    expect(desk.bytes(block(file, 1)).answers()).toEqual([ACK]);
  });

  it('may be block 0, which is answered with ACK and C', () => {
    const desk = new Desk().bytes(header());
    desk.answers();
    expect(desk.wait(SECOND).bytes(header()).answers()).toEqual([ACK, C]);
  });
});

describe('a transfer is ended', () => {
  const under = (size = 300): Desk => {
    const desk = new Desk(1000).bytes(header(size)).bytes(block(aFile(300), 1));
    desk.answers();
    return desk;
  };

  it('by the sender with two CAN between blocks', () => {
    const desk = under().bytes([CAN]);
    expect(desk.outcome).toBeUndefined();
    desk.bytes([CAN, CAN, 8, 8]);
    expect(desk.answers()).toEqual([]);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'cancelled-by-sender' });
  });

  it('by a sender that stops within a block', () => {
    const desk = under()
      .bytes(block(aFile(300), 2).subarray(0, 40), Array<number>(10).fill(CAN), Array<number>(10).fill(8))
      .timeout();
    expect(desk.answers()).toEqual([]);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'cancelled-by-sender' });
  });

  it('not by one CAN', () => {
    const file = aFile(300);
    const desk = under().bytes([CAN]).bytes(block(file, 2));
    expect(desk.answers()).toEqual([ACK]);
    expect(desk.bytes([CAN]).timeout().answers()).toEqual([NAK]);
  });

  it('by the program that receives', () => {
    const desk = under().input({ type: 'cancel', reason: 'cancelled-by-receiver' });
    expect(isAbort(desk.answers())).toBe(true);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'cancelled-by-receiver' });
  });

  it('before a byte is stored if the file is too large or empty, or there is none', () => {
    for (const [size, reason] of [
      [1001, 'too-large'],
      [0, 'empty'],
    ] as const) {
      const desk = new Desk(1000);
      desk.answers();
      expect(isAbort(desk.bytes(header(size)).answers())).toBe(true);
      expect(desk.announced).toBeUndefined();
      expect(desk.timeout().outcome).toEqual({ ok: false, reason });
    }
    expect(new Desk().bytes(noMore).timeout().outcome).toEqual({ ok: false, reason: 'no-file' });
  });

  it('if more arrives than was announced or fits', () => {
    const desk = new Desk(1000)
      .bytes(header(100))
      .bytes(block(aFile(256), 1))
      .bytes(block(aFile(256), 2))
      .timeout();
    expect(desk.outcome).toEqual({ ok: false, reason: 'longer-than-announced' });
    const unsized = new Desk(200)
      .bytes(header(''))
      .bytes(block(aFile(256), 1))
      .bytes(block(aFile(256), 2))
      .timeout();
    expect(unsized.outcome).toEqual({ ok: false, reason: 'too-large' });
  });

  it('if blocks are missing, or the sender uses plain XMODEM', () => {
    const file = aFile(1000);
    expect(new Desk().bytes(header(1000)).bytes(block(file, 1)).bytes(block(file, 3)).timeout().outcome).toEqual({
      ok: false,
      reason: 'out-of-sequence',
    });
    expect(new Desk().bytes(block(file, 1)).timeout().outcome).toEqual({ ok: false, reason: 'not-ymodem' });
  });

  it('and what still arrives is discarded until the line is silent', () => {
    const desk = under().input({ type: 'cancel', reason: 'cancelled-by-receiver' });
    for (let i = 0; i < 20; i++) desk.wait(100_000).bytes([0x32, 0x33]);
    expect(desk.outcome).toBeUndefined();
    expect(desk.timeout().outcome).toBeDefined();
    const endless = under().input({ type: 'cancel', reason: 'cancelled-by-receiver' });
    for (let i = 0; i < 110; i++) endless.wait(100_000).bytes([0x32]);
    expect(endless.state.deadlineUs).toBeLessThan(endless.nowUs);
  });
});
