import { describe, expect, it } from '@jest/globals';

import { arrived, PieceMissing } from './piece.js';

describe('a piece of the console', () => {
  it('is what was loaded', async () => {
    await expect(arrived(() => Promise.resolve('a dialog'))).resolves.toBe('a dialog');
  });

  it('that does not arrive is missing, for a reason', async () => {
    const cause = new TypeError('Failed to fetch dynamically imported module');
    const failure = await arrived(() => Promise.reject(cause)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PieceMissing);
    expect(failure).toMatchObject({ message: cause.message, cause });
  });
});
