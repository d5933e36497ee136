import { describe, expect, it } from '@jest/globals';

import { WantQueue } from './want-queue.js';

/** Serves the whole queue, two blocks at a time; returns `device:blocks` in the order sent. */
function serveAll(queue: WantQueue): string[] {
  const sent: string[] = [];
  for (let want = queue.first(); want; want = queue.first()) {
    sent.push(`${want.deviceId}:${queue.take(want, 2048).join(',')}`);
    queue.served(want);
  }
  return sent;
}

const of = (deviceId: string, transfer: number, blockSize: number, ...names: string[]) => ({
  ...{ deviceId, transfer, blockSize, names },
});

describe('WantQueue', () => {
  it('serves devices in turn, a bounded piece each', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1, 2, 3, 4]);
    queue.add(of('b', 2, 1024), [7]);
    queue.add(of('c', 3, 1024), [0, 1, 2]);
    expect([queue.devices, queue.bytes]).toEqual([3, 9 * 1024]);
    expect(serveAll(queue)).toEqual(['a:0,1', 'b:7', 'c:0,1', 'a:2,3', 'c:2', 'a:4']);
    expect([queue.devices, queue.bytes]).toEqual([0, 0]);
  });

  it('sends a block once although it was asked for twice', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1]);
    queue.add(of('a', 1, 1024), [1, 2]);
    expect(serveAll(queue)).toEqual(['a:0,1', 'a:2']);
  });

  it('forgets the old transfer of a device that asks for another', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1]);
    queue.add(of('a', 2, 1024), [5]);
    expect(queue.first()?.transfer).toBe(2);
    expect(queue.bytes).toBe(1024);
    expect(serveAll(queue)).toEqual(['a:5']);
  });

  it('gives at least one block, however large', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 16_384), [0, 1]);
    expect(queue.take(queue.first()!, 100)).toEqual([0]);
  });

  it('passes over a device that is set aside, until it is recalled', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1]);
    queue.add(of('b', 2, 1024), [0]);
    queue.setAside(queue.first()!);
    queue.add(of('a', 1, 1024), [2]);
    expect(serveAll(queue)).toEqual(['b:0']);
    expect([queue.devices, queue.waiting, queue.bytes, queue.bytesOf('a')]).toEqual([1, 0, 3 * 1024, 3 * 1024]);
    queue.recall();
    expect([queue.waiting, queue.bytesOf('b')]).toEqual([1, 0]);
    expect(serveAll(queue)).toEqual(['a:0,1', 'a:2']);
    queue.recall();
    expect(queue.first()).toBeUndefined();
  });

  it('gives everybody a turn where little can be sent between one recall and the next, whatever is asked for meanwhile', () => {
    const queue = new WantQueue();
    const got: Record<string, number> = { a: 0, b: 0, c: 0 };
    const ask = (device: string, from: number): void =>
      queue.add(of(device, 1, 1024), [from, from + 1, from + 2, from + 3]);
    for (const device of Object.keys(got)) ask(device, 0);
    const turns: string[] = [];
    for (let turn = 0; turn < 9; turn++) {
      queue.recall();
      const want = queue.first()!;
      queue.take(want, 2048);
      queue.served(want);
      turns.push(want.deviceId);
      got[want.deviceId]! += 2;
      // It asks for more before it has all that it asked for, so that its want never ends.
      ask(want.deviceId, got[want.deviceId]!);
      for (let next = queue.first(); next; next = queue.first()) queue.setAside(next);
    }
    expect(turns.join('')).toBe('abcabcabc');
  });

  it('lets those that were set aside keep their turn before those that came later', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0]);
    queue.setAside(queue.first()!);
    queue.add(of('b', 2, 1024), [0]);
    queue.recall();
    expect(serveAll(queue)).toEqual(['a:0', 'b:0']);
  });

  it('counts the queued bytes without those of devices set aside', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1]);
    queue.add(of('b', 2, 1024), [0]);
    const seen = [queue.lineBytes];
    queue.setAside(queue.first()!);
    queue.add(of('a', 1, 1024), [1, 2]);
    seen.push(queue.lineBytes);
    queue.recall();
    seen.push(queue.lineBytes);
    queue.setAside(queue.first()!);
    queue.setAside(queue.first()!);
    queue.remove('a');
    seen.push(queue.lineBytes, queue.bytes);
    queue.remove('b');
    expect([...seen, queue.lineBytes]).toEqual([3 * 1024, 1024, 4 * 1024, 0, 1024, 0]);
  });

  it('knows whose transfer is queued', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0]);
    expect([queue.holds('a', 1), queue.holds('a', 2), queue.holds('b', 1)]).toEqual([true, false, false]);
    serveAll(queue);
    expect(queue.holds('a', 1)).toBe(false);
  });

  it('forgets a device', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024), [0, 1]);
    queue.remove('a');
    queue.remove('nobody');
    expect([queue.devices, queue.bytes, queue.first()]).toEqual([0, 0, undefined]);
  });

  it('counts what waits under a name, whatever becomes of it', () => {
    const queue = new WantQueue();
    queue.add(of('a', 1, 1024, 'all', 'site'), [0, 1, 2]);
    queue.add(of('b', 2, 1024, 'all'), [0]);
    queue.add(of('c', 3, 1024), [0, 1]);
    const counts = () => [queue.bytesUnder('all'), queue.bytesUnder('site'), queue.bytesUnder('other')];
    expect(counts()).toEqual([4096, 3072, 0]);
    queue.add(of('a', 1, 1024, 'all', 'site'), [2, 3]);
    queue.take(queue.first()!, 2048);
    expect(counts()).toEqual([3072, 2048, 0]);
    queue.setAside(queue.first()!);
    expect(counts()).toEqual([3072, 2048, 0]);
    queue.add(of('a', 9, 1024), [7]);
    expect(counts()).toEqual([1024, 0, 0]);
    queue.remove('b');
    expect([counts(), queue.bytes]).toEqual([[0, 0, 0], 3072]);
  });
});
