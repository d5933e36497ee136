import { describe, expect, it } from '@jest/globals';
import { concatBytes, seededRng } from '@twinbank/primitives';
import fc from 'fast-check';

import { ACK, CAN, EOT, NAK, SOH, STX, WANT_CRC } from './control-bytes.js';
import { crc16Xmodem } from './crc16.js';
import { startReceiver, stepReceiver } from './receiver.js';
import type { ReceiveOutcome, ReceiverInput, ReceiverState, ReceiverStep } from './receiver-state.js';

const C = WANT_CRC;
const SECOND = 1e6;

/** A receiver with a hand on its clock, and all that it said and delivered. */
class Desk {
  nowUs = 0;
  state: ReceiverState;
  sent: number[] = [];
  file: Uint8Array = new Uint8Array();
  announced: { name: string; size: number | undefined } | undefined;
  completed = false;
  outcome: ReceiveOutcome | undefined;

  constructor(maxBytes = 100_000) {
    const step = startReceiver({ maxBytes }, 0);
    this.state = step.state;
    this.take(step);
  }

  bytes(...parts: (Uint8Array | number[])[]): this {
    return this.input({ type: 'bytes', bytes: concatBytes(...parts.map((part) => Uint8Array.from(part))) });
  }

  input(input: ReceiverInput): this {
    this.take(stepReceiver(this.state, input, this.nowUs));
    return this;
  }

  /** Lets the deadline come, so many times. */
  timeout(times = 1): this {
    for (let i = 0; i < times; i++) {
      this.nowUs = this.state.deadlineUs;
      this.input({ type: 'timeout' });
    }
    return this;
  }

  wait(us: number): this {
    this.nowUs += us;
    return this;
  }

  /** What was sent since the last look. */
  answers(): number[] {
    return this.sent.splice(0);
  }

  private take({ state, effects }: ReceiverStep): void {
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'send') this.sent.push(...effect.bytes);
      else if (effect.type === 'file') this.announced = effect.file;
      else if (effect.type === 'complete') this.completed = true;
      else if (effect.type === 'ended') this.outcome = effect.outcome;
      else {
        expect(effect.offset).toBe(this.file.length);
        this.file = concatBytes(this.file, effect.bytes);
      }
    }
  }
}

function frame(number: number, data: Uint8Array): Uint8Array {
  const crc = crc16Xmodem(data);
  return Uint8Array.of(data.length === 128 ? SOH : STX, number & 0xff, ~number & 0xff, ...data, crc >> 8, crc & 0xff);
}

function padded(bytes: Uint8Array | number[], length: number, fill = 0x1a): Uint8Array {
  const block = new Uint8Array(length).fill(fill);
  block.set(bytes);
  return block;
}

const header = (size: number | '' = 200, name = 'a.bin'): Uint8Array =>
  frame(0, padded(new TextEncoder().encode(`${name}\0${size} 0 100644`), 128, 0));
const noMore = frame(0, new Uint8Array(128));
const aFile = (length: number): Uint8Array => seededRng(length).bytes(length);
const block = (file: Uint8Array, number: number, size = 128): Uint8Array =>
  frame(number, padded(file.subarray((number - 1) * size, number * size), size));
const isAbort = (answers: number[]): boolean =>
  answers.filter((byte) => byte === CAN).length >= 2 && !answers.includes(ACK);
const flip = (bytes: Uint8Array, at: number): Uint8Array => bytes.map((byte, i) => (i === at ? byte ^ 0x10 : byte));

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

  it('brings any file by any mixture of block sizes, cut into any pieces on the line', () => {
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

  it('counts block numbers on from 255 to 0', () => {
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

  it('takes the length from the sender where it is known, else keeps the padding', () => {
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

  it('is acknowledged at the first EOT where all bytes are there, and again where that was lost', () => {
    const desk = nearlyDone();
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.bytes(noMore).timeout().outcome).toMatchObject({ ok: true });
  });

  it('is doubted where bytes are missing: one EOT may be line noise', () => {
    const file = aFile(256);
    const desk = new Desk().bytes(header(256)).bytes(block(file, 1));
    desk.answers();
    expect(desk.bytes([EOT]).answers()).toEqual([NAK]);
    expect(desk.bytes(block(file, 2)).answers()).toEqual([ACK]);
    expect(desk.bytes([EOT]).answers()).toEqual([ACK, C]);
    expect(desk.file).toEqual(file);
  });

  it('is a truncated file where bytes are missing and the sender insists', () => {
    const desk = new Desk()
      .bytes(header(256))
      .bytes(block(aFile(256), 1))
      .bytes([EOT]);
    desk.answers();
    expect(isAbort(desk.bytes([EOT]).answers())).toBe(true);
    expect(desk.completed).toBe(false);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'truncated' });
  });

  it('stands even if the sender never closes the batch', () => {
    const desk = nearlyDone().bytes([EOT]);
    desk.answers();
    desk.timeout(5);
    expect(desk.answers()).toEqual([C, C, C, C]);
    expect(desk.timeout().outcome).toEqual({ ok: true, bytes: 128, moreFiles: false });
  });

  it('stands without the second file of a batch', () => {
    const desk = nearlyDone().bytes([EOT]);
    desk.answers();
    expect(isAbort(desk.bytes(header(10, 'b.bin')).answers())).toBe(true);
    expect(desk.timeout().outcome).toEqual({ ok: true, bytes: 128, moreFiles: true });
  });
});

describe('a bad line', () => {
  it('has a damaged block sent again', () => {
    const file = aFile(128);
    const desk = new Desk().bytes(header(128));
    desk.answers();
    for (const at of [1, 3, 60, 131]) {
      expect(desk.bytes(flip(block(file, 1), at)).answers()).toEqual([]);
      expect(desk.timeout().answers()).toEqual([NAK]);
    }
    expect(desk.bytes(block(file, 1)).answers()).toEqual([ACK]);
    expect(desk.file).toEqual(file);
  });

  it('waits for silence before it asks, so that the rest of a bent block is not taken for another', () => {
    const file = aFile(1024);
    const desk = new Desk().bytes(header(1024));
    desk.answers();
    const bent = block(file, 1, 1024);
    bent[0] = SOH;
    for (let at = 0; at < bent.length; at += 100) desk.wait(9000).bytes(bent.subarray(at, at + 100));
    expect(desk.answers()).toEqual([]);
    expect(desk.timeout().answers()).toEqual([NAK]);
    expect(desk.bytes(block(file, 1, 1024)).answers()).toEqual([ACK]);
    expect(desk.file).toEqual(file);
  });

  it('may lose the middle or the rest of a block', () => {
    const file = aFile(128);
    const desk = new Desk().bytes(header(128));
    desk.answers();
    expect(desk.bytes(block(file, 1).subarray(0, 70)).timeout().answers()).toEqual([NAK]);
    expect(desk.bytes(block(file, 1)).answers()).toEqual([ACK]);
  });

  it('may put bytes between blocks', () => {
    const file = aFile(256);
    const desk = new Desk().bytes([0x0d, 0x55, CAN, 0x7f], header(256));
    expect(desk.answers()).toEqual([C, ACK, C]);
    desk.bytes([0xff, 0x00, EOT], block(file, 1), [0x99]).bytes(block(file, 2));
    expect(desk.answers()).toEqual([ACK, ACK]);
    expect(desk.file).toEqual(file);
  });

  it('may damage block 0: NAK and C ask for it in turn', () => {
    const desk = new Desk();
    desk.answers();
    expect(desk.bytes(flip(header(), 9)).timeout().answers()).toEqual([NAK]);
    expect(desk.bytes(flip(header(), 9)).timeout().answers()).toEqual([C]);
    expect(desk.bytes(header()).answers()).toEqual([ACK, C]);
  });

  it('is given up after ten rounds without progress, or when noise never ends', () => {
    const desk = new Desk().bytes(header(128));
    desk.answers();
    for (let i = 0; i < 10; i++) desk.bytes(flip(block(aFile(128), 1), 50)).timeout();
    expect(desk.answers()).toEqual(Array(10).fill(NAK));
    expect(
      isAbort(
        desk
          .bytes(flip(block(aFile(128), 1), 50))
          .timeout()
          .answers(),
      ),
    ).toBe(true);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'too-many-errors' });

    const noisy = new Desk().bytes(header(128)).bytes(flip(block(aFile(128), 1), 50));
    for (let i = 0; i < 20; i++) noisy.wait(1000).bytes(new Uint8Array(1000).fill(0x55));
    noisy.timeout();
    expect(noisy.outcome).toEqual({ ok: false, reason: 'too-many-errors' });
  });

  it('is given up after half a minute of silence in spite of five NAK', () => {
    const desk = new Desk().bytes(header(128));
    desk.answers();
    desk.timeout(5);
    expect(desk.answers()).toEqual(Array(5).fill(NAK));
    desk.timeout();
    expect(desk.nowUs).toBe(30 * SECOND);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'silent' });
  });

  it('may be any bytes at all: nothing is thrown and everything comes to an end', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 20 }), fc.boolean(), (pieces, started) => {
        const desk = new Desk();
        if (started) desk.bytes(header(1000));
        for (const piece of pieces) desk.wait(5000).bytes(piece);
        for (let i = 0; i < 190 && !desk.outcome; i++) desk.timeout();
        expect(desk.outcome).toBeDefined();
      }),
    );
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

  it('is not acknowledged twice when it crossed with its acknowledgement', () => {
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

  it('before a byte is taken where the file is too large or empty, or there is none', () => {
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

  it('where more comes than was announced or fits', () => {
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

  it('where blocks are missing, or a sender speaks plain XMODEM', () => {
    const file = aFile(1000);
    expect(new Desk().bytes(header(1000)).bytes(block(file, 1)).bytes(block(file, 3)).timeout().outcome).toEqual({
      ok: false,
      reason: 'out-of-sequence',
    });
    expect(new Desk().bytes(block(file, 1)).timeout().outcome).toEqual({ ok: false, reason: 'not-ymodem' });
  });

  it('and what still arrives is swallowed until the line is silent', () => {
    const desk = under().input({ type: 'cancel', reason: 'cancelled-by-receiver' });
    for (let i = 0; i < 20; i++) desk.wait(100_000).bytes([0x32, 0x33]);
    expect(desk.outcome).toBeUndefined();
    expect(desk.timeout().outcome).toBeDefined();
    const endless = under().input({ type: 'cancel', reason: 'cancelled-by-receiver' });
    for (let i = 0; i < 110; i++) endless.wait(100_000).bytes([0x32]);
    expect(endless.state.deadlineUs).toBeLessThan(endless.nowUs);
  });
});
