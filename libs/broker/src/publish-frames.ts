import { BLOCK_HEADER_BYTES, writeBlockHeader } from '@twinbank/protocol';
import type { OutgoingBlock } from './device-broker.js';

/** MQTT protocol level: 4 is 3.1.1, 5 adds a properties field to each PUBLISH. */
export type ProtocolLevel = 4 | 5;

/** First byte of a QoS 0 PUBLISH [MQTT-3.3.1]. */
const PUBLISH_QOS0 = 0x30;
/** First byte, at most four bytes of length, two of topic length, one of empty properties. */
const HEADER_BYTES_MAX = 8;

/** Bytes that the variable-length "remaining length" takes [MQTT 3.1.1 §2.2.3]. */
const lengthBytes = (length: number): number => (length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4);

function writeLength(target: Buffer, at: number, length: number): number {
  let rest = length;
  while (rest > 0x7f) {
    target[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/**
 * Writes the PUBLISH packets of many blocks one after the other, so that a window of blocks costs one write to the
 * connection. One buffer is reused as long as the connection takes its bytes at once.
 */
export class PublishFrames {
  private scratch = Buffer.allocUnsafeSlow(0);

  constructor(private readonly level: ProtocolLevel) {}

  /** QoS 0 packets carrying the blocks; valid until the next call, unless {@link keep} is called. */
  blocks(topic: string, transfer: number, blocks: readonly OutgoingBlock[]): Buffer {
    let payloadBytes = 0;
    for (const { ciphertext } of blocks) payloadBytes += ciphertext.length;
    const target = this.room(payloadBytes + blocks.length * (BLOCK_HEADER_BYTES + topic.length + HEADER_BYTES_MAX));
    let at = 0;
    for (const { block, ciphertext } of blocks) {
      at = this.writeHeader(target, at, topic, BLOCK_HEADER_BYTES + ciphertext.length);
      writeBlockHeader(target, at, transfer, block);
      target.set(ciphertext, at + BLOCK_HEADER_BYTES);
      at += BLOCK_HEADER_BYTES + ciphertext.length;
    }
    return target.subarray(0, at);
  }

  /** One QoS 0 packet in a buffer of its own. */
  single(topic: string, payload: Uint8Array): Buffer {
    const target = Buffer.allocUnsafe(payload.length + topic.length + HEADER_BYTES_MAX);
    const at = this.writeHeader(target, 0, topic, payload.length);
    target.set(payload, at);
    return target.subarray(0, at + payload.length);
  }

  /** Marks the bytes returned last as still in use: the next call takes another buffer. */
  keep(): void {
    this.scratch = Buffer.allocUnsafeSlow(0);
  }

  private room(bytes: number): Buffer {
    if (this.scratch.length < bytes) this.scratch = Buffer.allocUnsafeSlow(bytes);
    return this.scratch;
  }

  private writeHeader(target: Buffer, at: number, topic: string, payloadBytes: number): number {
    const remaining = 2 + topic.length + (this.level === 5 ? 1 : 0) + payloadBytes;
    target[at] = PUBLISH_QOS0;
    let next = writeLength(target, at + 1, remaining);
    target[next++] = topic.length >> 8;
    target[next++] = topic.length & 0xff;
    next += target.write(topic, next, 'latin1');
    if (this.level === 5) target[next++] = 0;
    return next;
  }
}

/** A QoS 0 or 1 PUBLISH of MQTT 3.1.1 in one buffer; `messageId` makes it QoS 1. */
export function publishPacket(packet: {
  topic: string;
  payload: Uint8Array;
  retain: boolean;
  messageId?: number;
}): Buffer {
  const { topic, payload, retain, messageId } = packet;
  const remaining = 2 + topic.length + (messageId === undefined ? 0 : 2) + payload.length;
  const target = Buffer.allocUnsafe(1 + lengthBytes(remaining) + remaining);
  target[0] = PUBLISH_QOS0 | (messageId === undefined ? 0 : 2) | (retain ? 1 : 0);
  let at = writeLength(target, 1, remaining);
  at = target.writeUInt16BE(topic.length, at);
  at += target.write(topic, at, 'latin1');
  if (messageId !== undefined) at = target.writeUInt16BE(messageId, at);
  target.set(payload, at);
  return target;
}
