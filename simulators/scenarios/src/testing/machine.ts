import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { CountedImage, Scratch } from '@twinbank/fleet';

const TWINBANK = fileURLToPath(new URL('../../../../apps/cli/dist/main.js', import.meta.url));
const REFUSAL = /^twinbank: ([a-z_]+): /m;

/** How a command ended, and what it printed. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Who may sign what by a key set, by the names of key files. */
export interface SetOfKeys {
  readonly roots: readonly string[];
  readonly rootThreshold: number;
  readonly manifest: readonly string[];
  readonly manifestThreshold: number;
  /** `server` by default. */
  readonly ticket?: readonly string[];
  /** Who signs it; its own roots by default. */
  readonly by?: readonly string[];
}

/** The machine of a team: a folder with its keys, and the command line, run as separate processes. */
export class Machine {
  readonly folder: string;

  constructor(
    private readonly scratch: Scratch,
    private readonly server: { readonly url: string; readonly token: string },
  ) {
    this.folder = scratch.folder('machine');
  }

  /** Runs a command in the folder. */
  async run(...words: readonly string[]): Promise<Ran> {
    const child = spawn(process.execPath, [TWINBANK, ...words], {
      cwd: this.folder,
      env: {
        ...{ PATH: process.env['PATH'], XDG_CONFIG_HOME: this.folder, TWINBANK_PASSPHRASE: 'a passphrase of the team' },
        ...{ TWINBANK_URL: this.server.url, TWINBANK_TOKEN: this.server.token },
      },
    });
    this.scratch.defer(() => void child.kill('SIGKILL'));
    child.stdin.end();
    const heard = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    const [[exit], out, err] = await Promise.all([once(child, 'close'), ...heard]);
    return { exit: exit as number, stdout: out!.join(''), stderr: err!.join('') };
  }

  /** Runs a command that has to succeed. @throws Error with what it said */
  async done(...words: readonly string[]): Promise<void> {
    const { exit, stderr } = await this.run(...words);
    if (exit !== 0) throw new Error(`${words.join(' ')}: ${stderr}`);
  }

  /** The code by which a command is refused; undefined if it was carried out. */
  async refusal(...words: readonly string[]): Promise<string | undefined> {
    const { exit, stderr } = await this.run(...words);
    return exit === 0 ? undefined : (REFUSAL.exec(stderr)?.[1] ?? stderr);
  }

  /** Makes Ed25519 keys, each in a file of its name. */
  async keys(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.done('key', 'new', fileOf(name));
  }

  /** Makes keys of P-256, as a team has them whose token knows no Ed25519. */
  async p256Keys(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.done('key', 'new', fileOf(name), '--algorithm', 'p256');
  }

  /** Makes a key set, has it signed, and uploads it; returns its file. */
  async keySet(product: string, version: number, set: SetOfKeys): Promise<string> {
    const { roots, rootThreshold, manifest, manifestThreshold, ticket = ['server'], by = roots } = set;
    const file = `set-${version}.json`;
    const files = (names: readonly string[]): string =>
      names.map((name) => (name.startsWith('server') ? name : fileOf(name))).join();
    await this.done(
      ...['key-set', 'new', product, file, '--version', String(version)],
      ...['--root', files(roots), '--root-threshold', String(rootThreshold)],
      ...['--manifest', files(manifest), '--manifest-threshold', String(manifestThreshold)],
      ...['--ticket', files(ticket)],
    );
    for (const name of by) await this.done('key-set', 'sign', file, '--key-file', fileOf(name));
    await this.done('key-set', 'upload', file);
    return file;
  }

  /** Packs an image of the reference firmware and has it signed, in this order; returns the file of the package. */
  async release(product: string, image: CountedImage, part: string, by: readonly string[]): Promise<string> {
    const [binary, file] = [`${image.version}.bin`, `${product}-${image.version}-${by.join('-')}.twp`];
    writeFileSync(join(this.folder, binary), image.bytes);
    await this.done(
      ...['pack', binary, '--out', file, '--product', product, '--version', image.version],
      ...['--counter', String(image.counter), '--part', part, '--hardware', 'A', '--created', '2026-11-22T12:00:00Z'],
    );
    for (const name of by) await this.done('sign', file, '--key-file', fileOf(name));
    return file;
  }
}

/** The file of a key. */
export const fileOf = (name: string): string => `${name}.key.json`;
