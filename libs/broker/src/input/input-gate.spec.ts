import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { TokenBucket } from '@twinbank/primitives';
import { AddressDoor } from '../door/address-doors.js';
import { BROKER_LIMITS } from '../broker-limits.js';
import { InputGate, type GateVerdict } from './input-gate.js';
import { InputTurns } from './input-turns.js';

const PING = Buffer.from([0xc0, 0]);
const pings = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => PING));
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
/** Lets this much time pass, and its consequences happen. */
async function look(ms: number): Promise<void> {
  await jest.advanceTimersByTimeAsync(ms);
  for (let turn = 0; turn < 4; turn++) await nextTurn();
}

/**
 * A connection behind its gate, and a decoder like that of aedes, which reads on 'readable' and again when it has
 * handled what it read.
 */
function gateWith(limits: { capacity?: number; perSecond?: number; failures?: number; more?: () => Buffer } = {}) {
  const { capacity = 1e6, perSecond = 1, failures = 10, more } = limits;
  let nowMs = 0;
  const read = function (this: Duplex): void {
    if (more) this.push(more());
  };
  const socket = new Duplex({ read, write: (_bytes, _encoding, done) => done() }) as unknown as Socket;
  const verdicts: GateVerdict[] = [];
  const door = new AddressDoor({ failures: { capacity: failures, perSecond: 1 }, line: 5 }, () => nowMs);
  const gate = new InputGate(socket, {
    packetBytesMax: 1000,
    slowedMs: 1000,
    allowance: new TokenBucket({ capacity, perSecond }, 0),
    door,
    turns: new InputTurns(10),
    onClosing: (_socket, verdict) => void verdicts.push(verdict),
    nowMs: () => nowMs,
  });
  const slices: Buffer[] = [];
  let ended = false;
  let reading = false;
  const decode = (): void => {
    if (reading) throw new Error('the decoder was given bytes while it decoded');
    for (let bytes = socket.read() as Buffer | null; bytes; bytes = socket.read() as Buffer | null) {
      reading = true;
      slices.push(bytes);
      if (socket.read() !== null) throw new Error('the decoder was given bytes while it decoded');
      reading = false;
    }
  };
  socket.on('readable', decode);
  socket.on('end', () => (ended = true));
  return {
    ...{ gate, door, socket, verdicts, slices },
    heard: () => Buffer.concat(slices),
    over: () => ended,
    wait: (ms: number) => void (nowMs += ms),
  };
}

describe('InputGate', () => {
  // Turns of the event loop are real; the time between two checks is faked.
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('passes on every byte in order, and then the end, however they arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
        const { socket, heard, over } = gateWith();
        const sent: Buffer[] = [];
        for (const size of sizes) {
          const bytes = Buffer.concat([Buffer.from([0x30, size]), Buffer.alloc(size, size), pings(size)]);
          sent.push(bytes);
          socket.push(bytes);
          if (size % 2) await nextTurn();
        }
        socket.push(null);
        for (let turn = 0; turn < 200 && !over(); turn++) await nextTurn();
        expect([over(), heard().equals(Buffer.concat(sent))]).toEqual([true, true]);
      }),
      { numRuns: 50 },
    );
  });

  it('passes on a limited number of packets each turn, whatever was sent', async () => {
    const { socket, slices } = gateWith();
    socket.push(pings(5 * BROKER_LIMITS.slicePackets));
    for (let turn = 0; turn < 20; turn++) await nextTurn();
    expect(slices.map(({ length }) => length / PING.length)).toEqual(Array(5).fill(BROKER_LIMITS.slicePackets));
  });

  it('stops reading once the allowance is used up, and closes a connection that never pauses', async () => {
    const { socket, heard, verdicts, wait } = gateWith({ capacity: 20, perSecond: 10 });
    for (let second = 0; second < 4 && !socket.destroyed; second++) {
      socket.push(pings(100));
      for (let looks = 0; looks < 3; looks++) await look(BROKER_LIMITS.slowedLookMs + 10);
      wait(600);
    }
    expect([verdicts, socket.destroyed]).toEqual([['too-much'], true]);
    expect(heard().length / PING.length).toBeLessThan(20 + 4 * 10);
  });

  it('reads no more from the network than its buffer holds, while a sender waits for its turns and its allowance', async () => {
    let taken = 0;
    const more = (): Buffer => {
      const chunk = pings(32 * 1024);
      taken += chunk.length;
      return chunk;
    };
    const { heard } = gateWith({ capacity: 3000, more });
    for (let turn = 0; turn < 1000 && heard().length < 6000; turn++) await nextTurn();
    expect(heard().length).toBe(6000);
    expect(taken).toBeLessThanOrEqual(3 * 64 * 1024);
  });

  it('slows a sender that sent too much once, and continues when its allowance is back', async () => {
    const { socket, heard, verdicts, wait } = gateWith({ capacity: 20, perSecond: 100 });
    socket.push(pings(60));
    for (let looks = 0; looks < 40 && heard().length < 120; looks++) {
      await look(20);
      wait(20);
    }
    expect([heard().length, verdicts]).toEqual([120, []]);
  });

  it('gives an admitted device its own allowance at once', async () => {
    const { socket, gate, heard } = gateWith({ capacity: 5, perSecond: 0.001 });
    socket.push(pings(12));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    const before = heard().length / PING.length;
    gate.admit(new TokenBucket({ capacity: 100, perSecond: 1 }, 0));
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    expect([before, heard().length / PING.length]).toEqual([5, 12]);
  });

  it('reads nothing from an address with too many failures, until the door opens', async () => {
    const { socket, door, heard, wait } = gateWith({ failures: 2 });
    for (let attempt = 0; attempt < 2; attempt++) door.gone({ enter: () => undefined });
    socket.push(PING);
    await nextTurn();
    const before = heard().length;
    wait(1500);
    for (let looks = 0; looks < 20 && heard().length === 0; looks++) await look(BROKER_LIMITS.doorLookMs);
    expect([before, heard().length]).toEqual([0, 2]);
  });

  it('closes a connection whose packet is too long', async () => {
    const { socket, verdicts, heard } = gateWith();
    socket.push(Buffer.concat([PING, Buffer.from([0x30, 0xff, 0x7f])]));
    for (let turn = 0; turn < 20 && !socket.destroyed; turn++) await nextTurn();
    expect([verdicts, socket.destroyed, heard().length]).toEqual([['too-long'], true, 0]);
  });
});
