import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { holdFolder, LOCK_FILE, type FolderSystem } from './folder-lock.js';

const run = promisify(execFile);

/** Holds the lock in another process with the package itself; it shares no code with the room under test. */
const HOLDER = `
  const fd = require('node:fs').openSync(process.argv[1], 'a+');
  const got = require(process.argv[2]).tryLock(fd, { shared: process.argv[3] === 'together' });
  console.log(got ? 'held' : 'refused');
  if (got && process.argv[4] === 'stay') setInterval(() => undefined, 1000);`;
const NATIVE = join(process.cwd(), 'node_modules/fs-native-extensions');

/** Runs it in process and mount namespaces of its own, like a container. */
const IN_CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** Set if namespaces can be created: as root on Linux. */
const TEST_NAMESPACES = process.env['TEST_NAMESPACES'];

describe('holdFolder', () => {
  let directory: string;
  const children: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'twinbank-test-lock-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0))
      if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    await rm(directory, { recursive: true, force: true });
  });

  const command = (use: string, stay: string): string[] => [
    '-e',
    HOLDER,
    join(directory, LOCK_FILE),
    NATIVE,
    use,
    stay,
  ];
  async function holder(use: 'alone' | 'together', prefix: readonly string[] = []): Promise<ChildProcess> {
    const [program, ...rest] = [...prefix, process.execPath, ...command(use, 'stay')];
    const child = spawn(program!, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const [said] = (await once(child.stdout!, 'data')) as [Buffer];
    expect(said.toString()).toBe('held\n');
    return child;
  }
  const tried = async (use: string, prefix: readonly string[] = []): Promise<string> => {
    const [program, ...rest] = [...prefix, process.execPath, ...command(use, 'go')];
    return (await run(program!, rest)).stdout.trim();
  };

  it('holds the folder until it is let go', async () => {
    const { letGo } = await holdFolder(directory, 'alone');
    await expect(holdFolder(directory, 'alone')).rejects.toThrow('in use by another server');
    await letGo();
    await letGo();
    await (await holdFolder(directory, 'alone')).letGo();
    expect(await readdir(directory)).toEqual([LOCK_FILE]);
  });

  it('makes a missing folder for its owner only, and leaves the mode of an existing one alone', async () => {
    const modeOf = async (folder: string): Promise<number> => (await stat(folder)).mode & 0o777;
    await chmod(directory, 0o755);
    const missing = join(directory, 'made', 'here');
    for (const folder of [directory, missing]) await (await holdFolder(folder, 'alone')).letGo();
    if (process.platform === 'win32') return;
    expect(await modeOf(directory)).toBe(0o755);
    expect([await modeOf(missing), await modeOf(join(directory, 'made'))]).toEqual([0o700, 0o700]);
  });

  it('gives it to one of many that come at once', async () => {
    const taken = await Promise.allSettled(Array.from({ length: 20 }, () => holdFolder(directory, 'alone')));
    const won = taken.filter((one) => one.status === 'fulfilled');
    expect(won).toHaveLength(1);
    await won[0]!.value.letGo();
  });

  it('is held by several together, and then by nobody alone', async () => {
    const first = await holdFolder(directory, 'together');
    const second = await holdFolder(directory, 'together');
    await first.letGo();
    await expect(holdFolder(directory, 'alone')).rejects.toThrow('in use by another server');
    await second.letGo();
    const alone = await holdFolder(directory, 'alone');
    await expect(holdFolder(directory, 'together')).rejects.toThrow('with the embedded database in it');
    await alone.letGo();
  });

  it('is free the moment its holder was killed, whatever that one left', async () => {
    const child = await holder('alone');
    await expect(holdFolder(directory, 'alone')).rejects.toThrow('in use by another server');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await holdFolder(directory, 'alone')).letGo();
  });

  it('is not kept from anybody by a file, however old and whosever', async () => {
    await writeFile(join(directory, LOCK_FILE), `{"pid":${process.pid}}`);
    await writeFile(join(directory, 'in-use.json'), `{"pid":${process.pid}}`);
    await (await holdFolder(directory, 'alone')).letGo();
  });

  const on = (type: number): FolderSystem => ({
    typeOf: () => Promise.resolve(type),
    tryLock: () => Promise.resolve(true),
  });
  it.each([
    ['NFS', 0x6969],
    ['CIFS', 0xff534d42],
    ['9p', 0x01021997],
    ['Ceph', 0x00c36400],
  ])(
    'is not to be had alone on %s, whose locks cannot be trusted, and together needs none there',
    async (name, type) => {
      await expect(holdFolder(directory, 'alone', on(type))).rejects.toThrow(`network file system (${name})`);
      await (await holdFolder(directory, 'together', on(type))).letGo();
    },
  );

  it('says so where the folder cannot be made', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(holdFolder(join(directory, 'file', 'data'), 'alone')).rejects.toThrow(/ENOTDIR|EEXIST/);
  });

  (TEST_NAMESPACES === undefined ? describe.skip : describe)(
    'against a process that has process numbers of its own',
    () => {
      it('is held both ways, and free when its holder was killed', async () => {
        const { letGo } = await holdFolder(directory, 'alone');
        expect(await tried('alone', IN_CONTAINER)).toBe('refused');
        await letGo();
        const container = await holder('alone', IN_CONTAINER);
        await expect(holdFolder(directory, 'alone')).rejects.toThrow('in use by another server');
        expect(await tried('together', IN_CONTAINER)).toBe('refused');
        container.kill('SIGKILL');
        await once(container, 'exit');
        // The child ends a moment after its killed parent.
        for (let tries = 0; tries < 100 && (await tried('alone')) === 'refused'; tries++)
          await new Promise((resolve) => setTimeout(resolve, 20));
        await (await holdFolder(directory, 'alone')).letGo();
      });
    },
  );
});
