import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aFile, block, Desk, flip, header, isAbort, SECOND } from '../testing/receiver-desk.js';
import { ACK, CAN, EOT, NAK, SOH, WANT_CRC as C } from './control-bytes.js';

describe('a bad line', () => {
  it('causes a damaged block to be sent again', () => {
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

  it('makes the receiver wait for silence before it asks, so that the rest of a damaged block is not taken for another', () => {
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

  it('causes the receiver to give up after ten rounds without progress, or when noise never ends', () => {
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

  it('causes the receiver to give up after half a minute of silence in spite of five NAK', () => {
    const desk = new Desk().bytes(header(128));
    desk.answers();
    desk.timeout(5);
    expect(desk.answers()).toEqual(Array(5).fill(NAK));
    desk.timeout();
    expect(desk.nowUs).toBe(30 * SECOND);
    expect(desk.timeout().outcome).toEqual({ ok: false, reason: 'silent' });
  });

  it('may carry any bytes: nothing is thrown, and the transfer always ends', () => {
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
