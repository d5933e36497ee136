import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Scratch } from './scratch.js';

const START_MAX_MS = 30_000;
const STOP_MAX_MS = 20_000;

/** PostgreSQL refuses to run as root; Debian's package creates this user. */
interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

/**
 * Starts the installed PostgreSQL on an empty data folder, with its default, durable settings, until the scratch is
 * cleared.
 *
 * @returns the URL of an empty database
 */
export async function startPostgres(scratch: Scratch): Promise<string> {
  const folder = scratch.folder('postgres');
  const binaries = binaryFolder();
  const runner = runnerFor(folder);
  const data = join(folder, 'data');
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'twinbank', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'],
    { ...runner, cwd: folder, stdio: 'pipe' },
  );
  const port = await freePort();
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-k', folder, '-h', '127.0.0.1', '-p', String(port), '-c', 'logging_collector=off'],
    { ...runner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  scratch.defer(() => stopPostgres(server));
  await untilReady(server, join(binaries, 'pg_isready'), port);
  return `postgresql://twinbank@127.0.0.1:${port}/postgres`;
}

function binaryFolder(): string {
  let folder = '';
  try {
    folder = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // Reported below, together with the case of a client without its server.
  }
  if (!existsSync(join(folder, 'initdb')))
    throw new Error(
      'no PostgreSQL server is installed here: install one (Debian: postgresql-15 and libpq-dev), or give DATABASE_URL',
    );
  return folder;
}

function runnerFor(folder: string): Runner {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const runner = { uid: id('-u'), gid: id('-g') };
  chownSync(folder, runner.uid, runner.gid);
  return runner;
}

/** A TCP port that was free a moment ago. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

async function untilReady(server: ChildProcess, pgIsReady: string, port: number): Promise<void> {
  let output = '';
  server.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)));
  const deadline = Date.now() + START_MAX_MS;
  for (;;) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error(`PostgreSQL did not start\n${output}`);
    try {
      execFileSync(pgIsReady, ['-q', '-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      return;
    } catch {
      await sleep(100);
    }
  }
}

/** A fast shutdown: SIGINT ends sessions and writes what is committed. */
async function stopPostgres(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  const killer = setTimeout(() => server.kill('SIGKILL'), STOP_MAX_MS);
  await once(server, 'exit');
  clearTimeout(killer);
}
