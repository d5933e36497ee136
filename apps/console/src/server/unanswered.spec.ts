import { describe, expect, it } from '@jest/globals';

import { OrderPlace, UnansweredOrders, type OrderEnd, type SaidOrder } from './unanswered.js';

const ORDER: SaidOrder = { method: 'POST', url: '/api/v1/campaigns', revision: null, body: '{"name":"a"}' };

describe('an order that is given again', () => {
  const keyAfter = (end: OrderEnd, again: SaidOrder = ORDER): string => {
    const orders = new UnansweredOrders();
    orders.ended(ORDER, orders.keyOf(ORDER, 'first'), end);
    return orders.keyOf(again, 'second');
  };

  it.each<[string, OrderEnd]>([
    ['no answer came', 'unanswered'],
    ['the server was in trouble', { status: 503, code: 'overloaded' }],
    ['it is still being carried out', { status: 409, code: 'idempotency_key_in_use' }],
  ])('has the key that it had where %s', (_why, end) => expect(keyAfter(end)).toBe('first'));

  it.each<[string, OrderEnd]>([
    ['it was carried out', { status: 201 }],
    ['it was refused', { status: 412, code: 'precondition_failed' }],
    ['its answer cannot be repeated', { status: 409, code: 'answer_not_kept' }],
  ])('has a new one where %s', (_why, end) => expect(keyAfter(end)).toBe('second'));

  it('is another one if it says something else', () => {
    for (const other of [{ method: 'PATCH' }, { url: '/api/v1/groups' }, { revision: '"2"' }, { body: '{"name":"b"}' }])
      expect(keyAfter('unanswered', { ...ORDER, ...other })).toBe('second');
  });

  it('keeps its key until it is known what became of it', () => {
    const orders = new UnansweredOrders();
    orders.ended(ORDER, 'first', 'unanswered');
    orders.ended(ORDER, orders.keyOf(ORDER, 'second'), 'unanswered');
    expect(orders.keyOf(ORDER, 'third')).toBe('first');
    orders.ended(ORDER, 'first', { status: 201 });
    expect(orders.keyOf(ORDER, 'third')).toBe('third');
  });

  it('is forgotten with the person who gave it, and after many others', () => {
    const orders = new UnansweredOrders();
    orders.ended(ORDER, 'first', 'unanswered');
    for (let other = 0; other < 32; other++) orders.ended({ ...ORDER, body: String(other) }, `${other}`, 'unanswered');
    expect([orders.keyOf(ORDER, 'new'), orders.keyOf({ ...ORDER, body: '31' }, 'new')]).toEqual(['new', '31']);
    orders.clear();
    expect(orders.keyOf({ ...ORDER, body: '31' }, 'new')).toBe('new');
  });
});

describe('a place from which orders are given', () => {
  const giveTwice = async (between: (place: OrderPlace) => void): Promise<string> => {
    const orders = new UnansweredOrders();
    const place = new OrderPlace(orders);
    orders.ended({ ...ORDER, body: 'from elsewhere' }, 'elsewhere', 'unanswered');
    const lost = place.carryOut(() => {
      orders.ended(ORDER, orders.keyOf(ORDER, 'first'), 'unanswered');
      return Promise.reject(new Error('lost'));
    });
    await expect(lost).rejects.toThrow('lost');
    between(place);
    expect(orders.keyOf({ ...ORDER, body: 'from elsewhere' }, 'new')).toBe('elsewhere');
    return orders.keyOf(ORDER, 'second');
  };

  it('keeps the key of an order whose answer was lost while it is there', async () =>
    expect(await giveTwice(() => undefined)).toBe('first'));

  it('takes the key with it: the same words are a new order in the next place', async () =>
    expect(await giveTwice((place) => place.leave())).toBe('second'));

  it('takes the key with it also where the order ends after it was left', async () => {
    const orders = new UnansweredOrders();
    const place = new OrderPlace(orders);
    await place.carryOut(async () => {
      place.leave();
      orders.ended(ORDER, 'first', 'unanswered');
      await Promise.resolve();
    });
    expect(orders.keyOf(ORDER, 'second')).toBe('second');
  });

  it('that is entered again is as any other', async () =>
    expect(
      await giveTwice((place) => {
        place.leave();
        place.enter();
      }),
    ).toBe('second'));
});
