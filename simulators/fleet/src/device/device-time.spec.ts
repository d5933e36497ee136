import { describe, expect, it } from '@jest/globals';

import { DeviceTime } from './device-time.js';

describe('device time', () => {
  it('starts at the device’s own clock and follows wall time', () => {
    const time = new DeviceTime('real', 1_000_000, 50);
    expect(time.at(1_000_000)).toBe(50);
    expect(time.at(1_000_700)).toBe(750);
  });

  it('real: an erase of 22 ms keeps the device busy for 22 ms of wall time', () => {
    const time = new DeviceTime('real', 0, 0);
    expect(time.worked(100, 22_100)).toBe(22_000);
    expect(time.at(22_100)).toBe(22_100);
  });

  it('skip: the device is free at once and its clock stays ahead', () => {
    const time = new DeviceTime('skip', 0, 0);
    expect(time.worked(100, 22_100)).toBe(0);
    expect(time.at(100)).toBe(22_100);
    expect(time.at(200)).toBe(22_200);
  });

  it('never runs backwards when the device did nothing', () => {
    const time = new DeviceTime('skip', 0, 0);
    expect(time.worked(100, 40)).toBe(0);
    expect(time.at(100)).toBe(100);
  });
});
