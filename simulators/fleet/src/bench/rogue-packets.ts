import { encodeWant, topicOf, wantFor } from '@twinbank/protocol';

import type { Attack, RogueIdentity } from './rogue-messages.js';

/** Fixed header bytes [MQTT 3.1.1 §2.2]; written by hand, because no library sends what an attacker sends. */
const CONNECT = 0x10;
const PUBLISH_QOS0 = 0x30;
const PUBLISH_QOS1 = 0x32;
const SUBSCRIBE = 0x82;
const PINGREQ = Buffer.from([0xc0, 0]);
/** User name, password, clean session. */
const CONNECT_FLAGS = 0xc2;
const KEEPALIVE_S = 60;
const PACKET_ID = [0, 7];
/** Wants for transfers that do not exist: as many as fit into one write. */
const MADE_UP = 1000;
const WANT_BLOCKS_MAX = 256;

function packet(firstByte: number, ...parts: readonly (Uint8Array | readonly number[])[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  const length: number[] = [];
  for (let rest = body.length; length.length === 0 || rest > 0; rest >>>= 7)
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

const text = (value: string): Buffer =>
  Buffer.concat([Buffer.from([value.length >> 8, value.length & 0xff]), Buffer.from(value)]);

export const connectPacket = (id: string, password: string): Buffer =>
  packet(CONNECT, text('MQTT'), [4, CONNECT_FLAGS, 0, KEEPALIVE_S], text(id), text(id), text(password));

export const subscribePacket = (id: string, kind: 'ticket' | 'block'): Buffer =>
  packet(SUBSCRIBE, PACKET_ID, text(topicOf(id, kind)), [kind === 'ticket' ? 1 : 0]);

const publish = (id: string, kind: 'want' | 'report' | 'presence', payload: Uint8Array): Buffer =>
  kind === 'want'
    ? packet(PUBLISH_QOS0, text(topicOf(id, kind)), payload)
    : packet(PUBLISH_QOS1, text(topicOf(id, kind)), PACKET_ID, payload);

const wantOf = (id: string, transfer: number, blocks: number): Buffer =>
  publish(
    id,
    'want',
    encodeWant(
      wantFor(
        transfer,
        Array.from({ length: blocks }, (_, block) => block),
      ),
    ),
  );

/**
 * What is sent repeatedly in an attack that floods a connection; undefined for an attack that floods with
 * connections.
 */
export function floodOf(attack: Attack, { id, transfer, blocks, report }: RogueIdentity): Buffer | undefined {
  switch (attack) {
    case 'whole images':
      return wantOf(id, transfer, Math.min(blocks, WANT_BLOCKS_MAX));
    case 'unreadable wants':
      return publish(id, 'want', Buffer.from('x'));
    case 'foreign transfers':
      return Buffer.concat(Array.from({ length: MADE_UP }, (_, number) => wantOf(id, 0x7000_0000 + number, 1)));
    case 'junk reports':
      return publish(id, 'report', Buffer.from('{"v":1,'));
    case 'true reports':
      return publish(id, 'report', report);
    case 'pings':
      return PINGREQ;
    case 'subscriptions':
      return subscribePacket(id, 'ticket');
    case 'presence':
      return Buffer.concat(['online', 'offline'].map((word) => publish(id, 'presence', Buffer.from(word))));
    case 'reconnects':
    case 'wrong passwords':
      return undefined;
  }
}
