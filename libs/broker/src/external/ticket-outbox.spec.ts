import { describe, expect, it } from '@jest/globals';
import { TicketOutbox } from './ticket-outbox.js';

function outboxOf(underWayMax: number) {
  const sent: string[] = [];
  const acknowledge: (() => void)[] = [];
  const limit = { underWayMax };
  const outbox = new TicketOutbox(
    ({ deviceId, payload }) => {
      sent.push(`${deviceId}:${payload[0]}`);
      return new Promise((resolve) => acknowledge.push(resolve));
    },
    () => limit.underWayMax,
  );
  const put = (deviceId: string, mark: number, retained = true): void =>
    outbox.put({ deviceId, payload: Uint8Array.of(mark), retained });
  return { outbox, sent, acknowledge, limit, put };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('TicketOutbox', () => {
  it('has no more messages in flight than the broker accepts', async () => {
    const { sent, acknowledge, put } = outboxOf(2);
    for (const device of ['a', 'b', 'c', 'd']) put(device, 1);
    expect(sent).toEqual(['a:1', 'b:1']);
    acknowledge[0]!();
    await settled();
    expect(sent).toEqual(['a:1', 'b:1', 'c:1']);
  });

  it('keeps only the latest message for a device while there is no connection', () => {
    const { outbox, sent, limit, put } = outboxOf(0);
    put('a', 1);
    put('b', 1);
    put('a', 2);
    limit.underWayMax = 10;
    outbox.pump();
    expect(sent).toEqual(['b:1', 'a:2']);
  });

  it('lets no key set take the place of a ticket that waits, nor a ticket that of a key set', () => {
    const { outbox, sent, limit, put } = outboxOf(0);
    put('a', 1);
    put('a', 2, false);
    put('a', 3, false);
    limit.underWayMax = 10;
    outbox.pump();
    expect(sent).toEqual(['a:1', 'a:3']);
  });

  it('drops what is no longer right when its turn comes, and only that', () => {
    const { outbox, sent, limit } = outboxOf(0);
    for (const [deviceId, isRight] of [
      ['a', false],
      ['b', true],
    ] as const)
      outbox.put({ deviceId, payload: Uint8Array.of(1), retained: true, still: () => isRight });
    limit.underWayMax = 1;
    outbox.pump();
    expect(sent).toEqual(['b:1']);
  });
});
