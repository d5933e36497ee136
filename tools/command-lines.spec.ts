import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

const TOOLS = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.mjs'));
const run = (tool: string, ...args: string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL(tool, import.meta.url)), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });

describe('tools', () => {
  it.each(TOOLS)('%s explains its usage, and does nothing else', (tool) => {
    const { status, stdout, stderr } = run(tool, '--help');
    expect([stdout.split('\n')[0], stderr, status]).toEqual([
      expect.stringMatching(new RegExp(`^usage: .*node tools/${tool.replace('.', '\\.')}`)),
      '',
      0,
    ]);
  });

  it.each(TOOLS)('%s refuses an unknown option', (tool) => {
    const { status, stdout, stderr } = run(tool, '--no-such-word');
    expect([stdout, status === 0]).toEqual(['', false]);
    expect(stderr).toMatch(/usage: |Unknown option '--no-such-word'/);
  });
});
