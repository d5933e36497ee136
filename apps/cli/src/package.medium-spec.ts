import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn as spawnTerminal } from '@lydell/node-pty';

const run = promisify(execFile);
const ROOM = fileURLToPath(new URL('../', import.meta.url));

describe('the package', () => {
  let folder: string;
  let program: string;
  const env = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), XDG_CONFIG_HOME: '/nowhere' };
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

  it('asks for a password at a terminal, and shows nothing of it', async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(body);
        response.setHeader('set-cookie', 'twinbank=tbs_1; Path=/');
        response.end('{"name": "ann", "by": "session", "grants": [], "csrfToken": "c"}');
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const config = join(folder, 'config');
    const words = ['login', '--server', `http://127.0.0.1:${port}`, '--user', 'ann'];
    const terminal = spawnTerminal(program, words, { cols: 80, env: { ...env, XDG_CONFIG_HOME: config } });
    let shown = '';
    terminal.onData((text) => {
      // Typed once it is asked for.
      if (!shown.includes('Password') && (shown + text).includes('Password')) terminal.write('four geese\r');
      shown += text;
    });
    const exit = await new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
    expect([exit, JSON.parse(bodies[0]!)]).toEqual([0, { name: 'ann', password: 'four geese' }]);
    expect(shown).not.toMatch(/four|geese/);
    expect(shown).toMatch(/Signed in at/);
    expect((await stat(join(config, 'twinbank', 'config.json'))).mode & 0o777).toBe(0o600);
    server.close();
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

  it('ends a watch when its reader has gone, though nothing happens to the campaign', async () => {
    const campaign = { id: 3, name: 'spring', state: 'running', currentWave: 0, waves: [{}], total: 2, jobs: {} };
    const server = createServer((request, response) => {
      if (request.url!.includes('/events')) response.writeHead(404).end('{}');
      else response.end(JSON.stringify(campaign));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const words = { env: { ...env, TWINBANK_URL: `http://127.0.0.1:${port}`, TWINBANK_TOKEN: 'tbk_x' } };
    // A pipe of the system, as between two programs in a shell; it would wait for ever, and the time of the test with it.
    const { stdout, stderr } = await run('sh', ['-c', `"${program}" campaigns watch 3 | head -n 1`], words);
    expect([JSON.parse(stdout), stderr]).toEqual([expect.objectContaining({ campaign: 3 }), '']);
    server.closeAllConnections();
    server.close();
  });

  it.each(['whoami', 'whoami --output json'])(
    '%s says so, and fails, where its answer cannot be written',
    async (words) => {
      const server = createServer((_request, response) => response.end('{"name": "ann", "by": "token", "grants": []}'));
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { port } = server.address() as AddressInfo;
      const full = run('sh', ['-c', `"${program}" ${words} > /dev/full`], {
        env: { ...env, TWINBANK_URL: `http://127.0.0.1:${port}`, TWINBANK_TOKEN: 'tbk_x' },
      });
      await expect(full).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^twinbank: output_lost: standard output: ENOSPC/),
      });
      server.close();
    },
  );
});
