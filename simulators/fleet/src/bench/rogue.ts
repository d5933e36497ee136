/**
 * The attackers' process: each device repeats one action as fast as its connection allows, and reconnects when it
 * is closed.
 */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import type { FromRogues, RogueIdentity, ToRogues } from './rogue-messages.js';
import { connectPacket, floodOf, subscribePacket } from './rogue-packets.js';

/** Bytes per write; the network's buffers hold more. */
const PIECE_BYTES = 64 * 1024;
/** Connections at a time of each device, in an attack that floods with connections. */
const AT_ONCE = 5;
/** An attacker that gets no answer within this time reconnects. */
const PATIENCE_MS = 2000;
/** How often an attacker with a full connection checks whether the attack is over. */
const LOOK_MS = 200;

type Order = Extract<ToRogues, { type: 'attack' }>;

let fighting = false;
let done: Promise<unknown> = Promise.resolve();
const figures = { connections: 0, bytesSent: 0, bytesHeard: 0 };

/** A connection that has sent CONNECT, and ignores whatever it receives. */
function open({ port, address }: Order, id: string, password: string): Socket {
  figures.connections++;
  const socket = createConnection({ port, host: '127.0.0.1', localAddress: address });
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => void (figures.bytesHeard += bytes.length));
  socket.write(connectPacket(id, password));
  return socket;
}

/** Waits for one of some events, the end of the connection, or the time limit. */
async function heard(socket: Socket, event: string, patienceMs: number): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  await Promise.race([
    once(socket, event, { signal }),
    once(socket, 'close', { signal }),
    sleep(patienceMs, undefined, { signal }),
  ]).catch(() => undefined);
  over.abort();
}

async function flood(socket: Socket, piece: Buffer): Promise<void> {
  while (fighting && !socket.destroyed) {
    figures.bytesSent += piece.length;
    if (socket.write(piece)) await new Promise((resolve) => setImmediate(resolve));
    while (fighting && socket.writableNeedDrain && !socket.destroyed) await heard(socket, 'drain', LOOK_MS);
  }
}

async function fight(order: Order, rogue: RogueIdentity): Promise<void> {
  const packets = floodOf(order.attack, rogue);
  const piece =
    packets && Buffer.concat(Array.from({ length: Math.ceil(PIECE_BYTES / packets.length) }, () => packets));
  const password = order.attack === 'wrong passwords' ? `${rogue.password.slice(0, -8)}AAAAAAAA` : rogue.password;
  while (fighting) {
    const socket = open(order, rogue.id, password);
    await heard(socket, 'data', PATIENCE_MS);
    if (piece && !socket.destroyed) {
      socket.write(Buffer.concat([subscribePacket(rogue.id, 'ticket'), subscribePacket(rogue.id, 'block')]));
      await flood(socket, piece);
    }
    socket.destroy();
  }
}

function attack(order: Order): void {
  fighting = true;
  Object.assign(figures, { connections: 0, bytesSent: 0, bytesHeard: 0 });
  const times = order.attack === 'reconnects' || order.attack === 'wrong passwords' ? AT_ONCE : 1;
  done = Promise.all(order.rogues.flatMap((rogue) => Array.from({ length: times }, () => fight(order, rogue))));
}

process.on('message', (message: ToRogues) => {
  if (message.type === 'attack') return attack(message);
  fighting = false;
  void done.then(() => process.send?.({ type: 'resting', ...figures } satisfies FromRogues));
});
process.on('disconnect', () => process.exit(0));
