import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

describe('the page of roles', () => {
  it('is what the table and the REST document say (print it with tools/print-roles.mjs, on built libs)', () => {
    const tool = fileURLToPath(new URL('print-roles.mjs', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [tool], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect([stderr, status]).toEqual(['', 0]);
    expect(readFileSync(new URL('../docs/roles.md', import.meta.url), 'utf8')).toBe(stdout);
  });
});
