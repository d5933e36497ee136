import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { holdDataFolder } from './data-folder.js';

describe('the data folder', () => {
  let folder: string;
  let warnings: unknown[];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(JSON.parse(line)) });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-data-folder-'));
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true }));
  const hold = async (dataDir: string): Promise<void> => (await holdDataFolder({ dataDir }, logger)).letGo();

  it('keeps the mode that its owner gave it, and gives no warning if others can only read it', async () => {
    await chmod(folder, 0o755);
    await hold(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o755);
    expect(warnings).toEqual([]);
  });

  it('in which others can write gives a warning', async () => {
    await chmod(folder, 0o777);
    await hold(folder);
    expect(warnings).toEqual([
      expect.objectContaining({ folder, mode: '777', msg: expect.stringContaining('set its mode to 700') }),
    ]);
  });

  it('that is made anew gives none', async () => {
    await hold(join(folder, 'data'));
    expect(warnings).toEqual([]);
  });
});
