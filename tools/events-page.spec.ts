import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

describe('the page of events', () => {
  it('is what the catalogue says (print it with tools/print-events.mjs, on built libs)', () => {
    const tool = fileURLToPath(new URL('print-events.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stderr, status]).toEqual(['', 0]);
    expect(readFileSync(new URL('../docs/events.md', import.meta.url), 'utf8')).toBe(stdout);
  });
});
