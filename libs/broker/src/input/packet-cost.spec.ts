import { describe, expect, it } from '@jest/globals';
import { packetCost } from './packet-cost.js';

describe('packetCost', () => {
  it.each([
    ['a want', 0x30, 60, 1],
    ['a ping', 0xc0, 0, 1],
    ['a report of 2 KiB', 0x32, 2100, 3],
    ['the longest report', 0x32, 8192, 9],
    ['CONNECT with a token', 0x10, 500, 1],
    ['the two subscriptions of a device', 0x82, 80, 6],
    ['thousands of topics to unsubscribe from', 0xa2, 16_000, 1001],
  ])('of %s', (_what, firstByte, length, cost) => expect(packetCost(firstByte, length)).toBe(cost));
});
