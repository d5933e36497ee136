import { expect } from '@jest/globals';

import { concatBytes, seededRng } from '@twinbank/primitives';

import { ACK, CAN, SOH, STX } from '../ymodem/control-bytes.js';
import { crc16Xmodem } from '../ymodem/crc16.js';
import type { ReceiveOutcome, ReceiverInput, ReceiverState, ReceiverStep } from '../ymodem/receiver-state.js';
import { startReceiver, stepReceiver } from '../ymodem/receiver.js';

export const SECOND = 1e6;

/** A receiver whose clock the test controls, with everything that it sent and delivered. */
export class Desk {
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

  /** Lets the deadline pass, this many times. */
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

  /** What was sent since the last call. */
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

export function frame(number: number, data: Uint8Array): Uint8Array {
  const crc = crc16Xmodem(data);
  return Uint8Array.of(data.length === 128 ? SOH : STX, number & 0xff, ~number & 0xff, ...data, crc >> 8, crc & 0xff);
}

export function padded(bytes: Uint8Array | number[], length: number, fill = 0x1a): Uint8Array {
  const block = new Uint8Array(length).fill(fill);
  block.set(bytes);
  return block;
}

export const header = (size: number | '' = 200, name = 'a.bin'): Uint8Array =>
  frame(0, padded(new TextEncoder().encode(`${name}\0${size} 0 100644`), 128, 0));
export const noMore = frame(0, new Uint8Array(128));
export const aFile = (length: number): Uint8Array => seededRng(length).bytes(length);
export const block = (file: Uint8Array, number: number, size = 128): Uint8Array =>
  frame(number, padded(file.subarray((number - 1) * size, number * size), size));
export const isAbort = (answers: number[]): boolean =>
  answers.filter((byte) => byte === CAN).length >= 2 && !answers.includes(ACK);
export const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 0x10 : byte));
