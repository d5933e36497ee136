import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { HttpConnections } from './http-connections.js';

/** A socket with just the parts that are needed to count its connection. */
class FakeSocket extends EventEmitter {
  static ports = 1024;
  readonly remotePort = FakeSocket.ports++;
  destroyed = false;

  constructor(readonly remoteAddress: string) {
    super();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.emit('close');
  }

  destroySoon(): void {
    this.destroy();
  }
}

describe('operators’ connections', () => {
  const server = new EventEmitter();
  let nowMs = 0;
  const told: string[] = [];
  const limits = { connections: 4, reserve: 1, few: 2, firstRequestMs: 1000 };
  let connections = new HttpConnections(
    server as Server,
    (limit, address) => void told.push(`${limit} ${address}`),
    limits,
    () => nowMs,
  );

  afterEach(() => {
    connections.closeIdle();
    server.removeAllListeners();
    told.length = 0;
    nowMs = 0;
    connections = new HttpConnections(
      server as Server,
      (limit, address) => void told.push(`${limit} ${address}`),
      limits,
      () => nowMs,
    );
  });

  const open = (address: string): FakeSocket => {
    nowMs += 1;
    const socket = new FakeSocket(address);
    server.emit('connection', socket);
    return socket;
  };
  const ask = (socket: FakeSocket): EventEmitter => {
    const response = new EventEmitter();
    server.emit('request', { socket: socket as unknown as Socket }, response);
    return response;
  };

  it('take one from the address that holds most, the one idle longest', () => {
    const [first, second] = [open('a'), open('a')];
    open('a');
    ask(first).emit('close');
    nowMs += 5;
    const others = [open('b'), open('b'), open('c')];
    expect([second.destroyed, first.destroyed]).toEqual([true, false]);
    expect(others.map(({ destroyed }) => destroyed)).toEqual([false, false, false]);
    expect(told).toEqual(['shed a']);
    expect(connections.counts).toMatchObject({ open: 5, shed: 1, refused: 0 });
  });

  it('cost whoever fills the house their own places, and let others in beyond it', () => {
    const flood = Array.from({ length: 50 }, () => open('flood'));
    expect(flood.filter(({ destroyed }) => !destroyed)).toHaveLength(4);
    const operator = open('operator');
    for (let i = 0; i < 50; i++) open('flood');
    expect(operator.destroyed).toBe(false);
  });

  it('are refused where every place has a request in work, but for the reserve', () => {
    for (let i = 0; i < 4; i++) ask(open('a'));
    expect(open('a').destroyed).toBe(true);
    expect(open('b').destroyed).toBe(false);
    expect(open('b').destroyed).toBe(true);
    expect(told).toEqual(['refused a', 'refused b']);
  });

  it('end at a stop: idle ones at once, others with their last request', () => {
    const [idle, working] = [open('a'), open('a')];
    const response = ask(working);
    connections.closeIdle();
    expect([idle.destroyed, working.destroyed, open('b').destroyed]).toEqual([true, false, true]);
    response.emit('close');
    expect(working.destroyed).toBe(true);
  });
});
