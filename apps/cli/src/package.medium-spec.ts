import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const ROOM = fileURLToPath(new URL('../', import.meta.url));

describe('the package', () => {
  let folder: string;
  let program: string;
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), XDG_CONFIG_HOME: '/nowhere' };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-package-'));
    const cache = ['--cache', join(folder, 'cache'), '--no-update-notifier'];
    const { stdout } = await run('npm', ['pack', '--pack-destination', folder, '--json', ...cache], { cwd: ROOM });
    const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    expect(files.map(({ path }) => path).sort()).toEqual([
      'README.md',
      'bundle/LICENCES.txt',
      'bundle/LICENSE',
      'bundle/twinbank.js',
      'package.json',
    ]);
    // Nothing can be fetched, so everything has to be inside.
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', ...cache, `./${filename}`], { cwd: folder });
    program = join(folder, 'node_modules', '.bin', 'twinbank');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is installed without the workspace and without any other package', async () => {
    expect((await run(program, ['--version'], { env })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await run(program, ['--help'], { env })).stdout).toMatch(/^Usage: twinbank /);
    const { packages } = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, unknown>;
    };
    expect(Object.keys(packages)).toEqual(['', 'node_modules/@twinbank/cli']);
  });

  it('has the licence of each package that is inside', async () => {
    const licences = await readFile(join(folder, 'node_modules/@twinbank/cli/bundle/LICENCES.txt'), 'utf8');
    for (const name of ['commander', 'cli-table3', '@clack/prompts', 'openapi-fetch'])
      expect(licences).toMatch(new RegExp(`^${name} \\S+ \\(MIT\\)\n\n[\\s\\S]*Permission is hereby granted`, 'm'));
  });

  it('says an error on stderr, with an exit code', async () => {
    const refused = run(program, ['whoami'], { env });
    await expect(refused).rejects.toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringMatching(/^twinbank: not_/),
    });
  });

  it('ends quietly when its reader has gone', async () => {
    const server = createServer((_request, response) => response.end('{"name": "ann", "by": "token", "grants": []}'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const child = spawn(program, ['whoami', '--output', 'json'], {
      env: { ...env, TWINBANK_URL: `http://127.0.0.1:${port}`, TWINBANK_TOKEN: 'tbk_x' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    const [errors, [code]] = await Promise.all([child.stderr.setEncoding('utf8').toArray(), once(child, 'close')]);
    expect([code, errors]).toEqual([0, []]);
    server.close();
  });
});
