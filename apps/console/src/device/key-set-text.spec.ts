import { describe, expect, it } from '@jest/globals';

import { keySetText, refusalText } from './key-set-text.js';

describe('the keys that a device trusts', () => {
  it.each([
    [undefined, undefined, 'those of its factory: its agent takes no key sets'],
    [undefined, 3, 'those of its factory: its agent takes no key sets'],
    [0, undefined, 'those of its factory'],
    [0, 3, 'those of its factory; set 3 is the newest'],
    [2, 3, 'key set 2; set 3 is the newest'],
    [3, 3, 'key set 3, the newest'],
    // The product may be known from before.
    [4, 3, 'key set 4, the newest'],
    [2, undefined, 'key set 2'],
  ])('with set %s, where %s is the newest, are %s', (keySet, newest, text) =>
    expect(keySetText({ status: { keySet } }, newest)).toBe(text),
  );

  it('say which set it refused as long as it holds the one that it held then', () => {
    const keySetRefused = { version: 3, fault: 'key_set_expired', held: 2 };
    expect(refusalText({ status: { keySet: 2 }, keySetRefused })).toContain('refused set 3');
    expect(refusalText({ status: { keySet: 4 }, keySetRefused })).toBeUndefined();
    expect(refusalText({ status: { keySet: 2 } })).toBeUndefined();
  });
});
