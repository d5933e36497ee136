import { describe, expect, it, jest } from '@jest/globals';
import { AddressDoor, AddressDoors } from './address-doors.js';

const LIMITS = { failures: { capacity: 3, perSecond: 1 }, line: 2 };

function doorAt() {
  let nowMs = 0;
  const door = new AddressDoor(LIMITS, () => nowMs);
  const entered: number[] = [];
  const knock = (number: number): boolean => door.knock({ enter: () => void entered.push(number) });
  return { door, knock, entered, wait: (ms: number) => void (nowMs += ms) };
}

describe('AddressDoor', () => {
  it('lets a fleet in, a limited number at a time, in the order of arrival', () => {
    const { door, knock, entered } = doorAt();
    expect([1, 2, 3, 4, 5].map(knock)).toEqual([true, true, true, false, false]);
    for (let admitted = 0; admitted < 4; admitted++) door.done(true);
    expect([entered, door.exhausted, door.full]).toEqual([[4, 5], false, false]);
  });

  it('admits no faster than failures are forgiven, once too many attempts have failed', () => {
    jest.useFakeTimers();
    const { door, knock, entered, wait } = doorAt();
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(knock(attempt)).toBe(true);
      door.done(false);
    }
    expect([door.exhausted, knock(4), door.full, knock(5), door.full]).toEqual([true, false, false, false, true]);
    wait(1001);
    jest.advanceTimersByTime(1000);
    expect(entered).toEqual([4]);
    door.done(false);
    wait(2001);
    jest.advanceTimersByTime(1000);
    expect(entered).toEqual([4, 5]);
    jest.useRealTimers();
  });

  it('counts connections that end without a message, and drops those that leave the queue', () => {
    const { door, knock } = doorAt();
    const silent = { enter: () => undefined };
    for (let attempt = 0; attempt < 3; attempt++) expect(door.gone(silent)).toBe(false);
    expect([door.exhausted, door.knock(silent), door.gone(silent), door.idle]).toEqual([true, false, true, true]);
    expect(knock(1)).toBe(false);
  });
});

describe('AddressDoors', () => {
  it('has one door for each IPv4 address, and one for all addresses of an IPv6 subscriber', () => {
    const doors = new AddressDoors(LIMITS);
    expect(doors.of('10.0.0.1')).toBe(doors.of('::ffff:10.0.0.1'));
    expect(doors.of('10.0.0.1')).not.toBe(doors.of('10.0.0.2'));
    expect(doors.of('2001:db8::1')).toBe(doors.of('2001:db8:0:0:ffff::2'));
  });
});
