import { describe, expect, it } from '@jest/globals';

import { Fault, isFault } from './fault.js';

describe('Fault', () => {
  const fault = new Fault('too_hot', 'the kettle has 103 degrees', { limit: 100 });

  it('is an error with code and sentence', () => {
    expect(fault).toBeInstanceOf(Error);
    expect(String(fault)).toBe('Fault: too_hot: the kettle has 103 degrees');
    expect([fault.code, fault.detail, fault.facts]).toEqual(['too_hot', 'the kettle has 103 degrees', { limit: 100 }]);
  });

  it('has no facts by default', () => expect(new Fault('a', 'b').facts).toEqual({}));

  it('is distinguished from bugs and from other codes', () => {
    expect([isFault(fault), isFault(fault, 'too_hot'), isFault(fault, 'too_cold')]).toEqual([true, true, false]);
    expect([isFault(new Error('x')), isFault(undefined), isFault({ code: 'too_hot' })]).toEqual([false, false, false]);
  });
});
