import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { Scratch, withScratch } from './scratch.js';

describe('scratch', () => {
  it('undoes in reverse order and removes folders with their content', async () => {
    const order: string[] = [];
    const scratch = new Scratch();
    const folder = scratch.folder('test');
    writeFileSync(join(folder, 'file'), 'x');
    scratch.defer(() => void order.push(`first, folder there: ${existsSync(folder)}`));
    scratch.defer(async () => void order.push('second'));
    await scratch.clear();
    expect(order).toEqual(['second', 'first, folder there: true']);
    expect(existsSync(folder)).toBe(false);
  });

  it('continues undoing after one step fails, and reports that', async () => {
    let undone = false;
    const scratch = new Scratch();
    scratch.defer(() => void (undone = true));
    scratch.defer(() => {
      throw new Error('stuck');
    });
    await expect(scratch.clear()).rejects.toThrow('stuck');
    expect(undone).toBe(true);
  });

  it('cleans up after work that fails and leaves no signal handlers', async () => {
    const before = process.listenerCount('SIGINT');
    let folder = '';
    const failing = withScratch(async (scratch) => {
      folder = scratch.folder('test');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(folder)).toBe(false);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
