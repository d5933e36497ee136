import { describe, expect, it } from '@jest/globals';

import { Gate } from './gate.js';

describe('a gate', () => {
  it('lets a limited number in and sends the rest away with a time', () => {
    const gate = new Gate(2, 1500);
    gate.enter();
    const leave = gate.enter();
    expect(() => gate.enter()).toThrow(expect.objectContaining({ code: 'overloaded', facts: { retryAfterMs: 1500 } }));
    leave();
    expect(() => gate.enter()).not.toThrow();
  });

  it('counts a caller who leaves twice only once', () => {
    const gate = new Gate(1, 1);
    const leave = gate.enter();
    leave();
    leave();
    gate.enter();
    expect(() => gate.enter()).toThrow(expect.objectContaining({ code: 'overloaded' }));
  });

  it('is free again after work that fails', async () => {
    const gate = new Gate(1, 1);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.run(() => Promise.resolve(7))).toBe(7);
  });
});
