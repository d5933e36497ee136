import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { transform } from '@swc/core';

import { mutate, type Mutant } from './mutant.js';
import type { NetAnswer, NetRequest } from './net-process.js';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Where the copied rooms lie: nearer than the repository's own packages, so that they are found first. */
const PACKAGES = 'rooms/node_modules/@twinbank';
/** A process that exceeds its budget of processor time by so much hangs because of the mutant. */
const GRACE_MS = 30_000;
/** A process that only waits uses no processor: it is ended by the clock, late enough for the busiest machine. */
const CLOCK_FACTOR = 10;
/** Lets the system end a process (SIGXCPU) that has used so many seconds of the processor. */
const WITH_LIMIT = ['-c', 'ulimit -S -t "$0" && exec "$@"'];
const HUNG: NetAnswer['caught'] = { net: 'any', invariant: 'program-goes-on', detail: 'the program never came back' };

const SCOPE = '@twinbank/';

/**
 * Every room that the proofs consist of. If one were not copied, it would load a second copy of the rooms below it,
 * with other classes.
 */
export async function roomsOfProofs(): Promise<string[]> {
  const found = new Set(['proofs']);
  for (const name of found) {
    const { dependencies = {} } = JSON.parse(await readFile(join(ROOT, folderOf(name), 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const each of Object.keys(dependencies)) if (each.startsWith(SCOPE)) found.add(each.slice(SCOPE.length));
  }
  return [...found];
}

const folderOf = (name: string): string =>
  ['libs', 'simulators'].map((floor) => join(floor, name)).find((folder) => existsSync(join(ROOT, folder)))!;

/**
 * Runs nets on a copy of the rooms in a temporary folder, with the mutants compiled into it. The repository is not
 * changed. Without mutants the agent is unchanged.
 */
export async function runMutants(mutants: readonly Mutant[], request: NetRequest): Promise<NetAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'twinbank-mutant-'));
  try {
    await copyRooms(folder);
    for (const mutant of mutants) await place(folder, mutant, mutants);
    const limitMs = request.budgetMs + (request.graceMs ?? GRACE_MS);
    const program = [process.execPath, join(folder, PACKAGES, 'proofs/dist/mutants/net-process.js')];
    const child = spawn('sh', [...WITH_LIMIT, String(Math.ceil(limitMs / 1000)), ...program], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return await ask(child, request, CLOCK_FACTOR * limitMs);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies built rooms as packages of their own. Everything else is found among the repository's packages. */
async function copyRooms(folder: string): Promise<void> {
  await mkdir(join(folder, PACKAGES), { recursive: true });
  for (const name of await roomsOfProofs()) {
    const room = folderOf(name);
    const to = join(folder, PACKAGES, name);
    await cp(join(ROOT, room, 'dist'), join(to, 'dist'), {
      recursive: true,
      filter: (path) => !path.endsWith('.map') && !path.endsWith('.d.ts'),
    });
    await cp(join(ROOT, room, 'package.json'), join(to, 'package.json'));
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

/** Compiles the source of a mutant, with all other mutants of the same file, into the copy of its room. */
async function place(folder: string, { file }: Mutant, all: readonly Mutant[]): Promise<void> {
  const source = await readFile(join(ROOT, file), 'utf8');
  const text = all.filter((mutant) => mutant.file === file).reduce(mutate, source);
  const { code } = await transform(text, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  const [, room, inRoom] = /^(?:libs|simulators)\/([^/]+)\/src\/(.+)\.ts$/.exec(file)!;
  await writeFile(join(folder, PACKAGES, room!, 'dist', `${inRoom}.js`), code);
}

function ask(child: ChildProcess, request: NetRequest, clockMs: number): Promise<NetAnswer> {
  return new Promise((resolve, reject) => {
    let answer: NetAnswer | undefined;
    const late = setTimeout(() => child.kill('SIGXCPU'), clockMs);
    child.once('message', (message) => (answer = message as NetAnswer));
    child.once('exit', (code, signal) => {
      clearTimeout(late);
      if (answer) resolve(answer);
      else if (signal === 'SIGXCPU') resolve({ caught: HUNG, whole: true, ms: request.budgetMs });
      else reject(new Error(`the nets could not be run: ${signal ?? `exit code ${code}`}`));
    });
    child.send(request);
  });
}
