import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { lockFolder } from './folder-lock.js';

describe('lockFolder', () => {
  let directory: string;
  let lockFile: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'twinbank-test-lock-'));
    lockFile = join(directory, 'in-use.json');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('holds the folder until it is let go, and leaves nothing', async () => {
    const unlock = await lockFolder(lockFile);
    await expect(lockFolder(lockFile)).rejects.toThrow(`in use by process ${process.pid}`);
    await unlock();
    expect(await readdir(directory)).toEqual([]);
  });

  it('gives it to one of many that come at once', async () => {
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(lockFile)));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['in-use.json']);
  });

  it('takes over from a process that was killed', async () => {
    const holder = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    await once(holder, 'spawn');
    const began = (await readFile(`/proc/${holder.pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ')[19] ?? '';
    await writeFile(lockFile, JSON.stringify({ pid: holder.pid, began }));
    await expect(lockFolder(lockFile)).rejects.toThrow(`in use by process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await lockFolder(lockFile))();
  });

  it('takes over from a process whose number the system has given to another since', async () => {
    await writeFile(lockFile, JSON.stringify({ pid: process.pid, began: 'at another time' }));
    await (await lockFolder(lockFile))();
  });

  it('takes over from a file that nobody of ours wrote', async () => {
    await writeFile(lockFile, 'not even JSON');
    await (await lockFolder(lockFile))();
  });

  it('says so where the folder cannot be written', async () => {
    await expect(lockFolder(join(directory, 'missing', 'in-use.json'))).rejects.toThrow('ENOENT');
  });
});
