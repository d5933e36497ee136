import { mkdir, open, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { SessionProof } from '@twinbank/client';

import type { Io } from '../shell/io.js';
import { replaceFile } from '../shell/new-file.js';
import { CliProblem } from '../shell/problem.js';

/** A server, and who somebody is there. */
export interface Profile {
  /** Origin. */
  readonly server: string;
  readonly token?: string;
  readonly session?: SessionProof;
}

/** What the config file holds. */
export interface Config {
  /** The profile that is meant where none is named. */
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

const EMPTY: Config = { profiles: {} };
const BYTES_MAX = 1 << 20;
/** The config is held for milliseconds. */
const [LOCK_TRIES, LOCK_WAIT_MS] = [250, 20];

/** `twinbank/config.json` in the folder for settings: XDG_CONFIG_HOME, or `.config` [XDG Base Directory Specification]. */
export function configPath(env: Io['env']): string {
  const xdg = env['XDG_CONFIG_HOME'] ?? '';
  // Relative paths are to be ignored, says the specification.
  return join(isAbsolute(xdg) ? xdg : join(env['HOME'] ?? homedir(), '.config'), 'twinbank', 'config.json');
}

/**
 * Reads the config; an empty one if there is no file.
 *
 * @throws CliProblem `config_exposed` if others may read it, `config_unreadable`
 */
export async function readConfig(path: string): Promise<Config> {
  let text: string;
  try {
    const { mode, size } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new CliProblem('config_exposed', `others on this machine may read ${path}`);
    if (size > BYTES_MAX) throw new CliProblem('config_unreadable', `${path} has more than ${BYTES_MAX} bytes`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return EMPTY;
    throw error instanceof CliProblem ? error : new CliProblem('config_unreadable', `${path}: ${code ?? 'error'}`);
  }
  return parsed(text, path);
}

/**
 * Changes the config: reads it, and writes what became of it. Of several processes one does so at a time, so that no change is lost.
 *
 * @returns what `change` gave; of it `current` and `profiles` are written
 * @throws CliProblem as {@link readConfig}, and `file_unwritable`, also if another process has held it for too long
 */
export async function changeConfig<Changed extends Config>(
  path: string,
  change: (config: Config) => Changed,
): Promise<Changed> {
  // Whoever keeps it elsewhere, with a link here, finds it there; and whoever comes by the link waits for who does not.
  const file = await whereItLies(path);
  const letGo = await held(`${file}.lock`);
  try {
    const changed = change(await readConfig(file));
    const { current, profiles } = changed;
    await writeConfig(file, { ...(current !== undefined && { current }), profiles });
    return changed;
  } finally {
    await letGo();
  }
}

/** The file behind a link, also one that is yet to be written. */
async function whereItLies(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const to = await readlink(path).catch(() => undefined);
    return to === undefined ? path : resolve(dirname(path), to);
  });
}

/** Makes a file that only one process can make, and waits for that. */
async function held(lock: string): Promise<() => Promise<void>> {
  for (let tries = 0; ; tries += 1) {
    try {
      await mkdir(dirname(lock), { recursive: true, mode: 0o700 });
      await (await open(lock, 'wx', 0o600)).close();
      return () => rm(lock, { force: true });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST') throw new CliProblem('file_unwritable', `${lock}: ${code ?? 'error'}`);
      if (tries >= LOCK_TRIES)
        throw new CliProblem('file_unwritable', `another twinbank holds ${lock}; remove it if none runs`);
      await sleep(LOCK_WAIT_MS);
    }
  }
}

/** Writes the config, for its owner alone, in one piece: whoever reads it meanwhile sees the old one or the new one. */
async function writeConfig(path: string, config: Config): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new CliProblem('file_unwritable', `${path}: ${error.code ?? 'error'}`);
  });
  await replaceFile(path, `${JSON.stringify(config, null, 2)}\n`);
}

function parsed(text: string, path: string): Config {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliProblem('config_unreadable', `${path} is not JSON`);
  }
  if (!isConfig(value))
    throw new CliProblem('config_unreadable', `${path} does not hold profiles as they are written here`);
  return value;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextOrMissing = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isConfig(value: unknown): value is Config {
  if (!isObject(value) || !isTextOrMissing(value['current']) || !isObject(value['profiles'])) return false;
  return Object.values(value['profiles']).every(
    (profile) =>
      isObject(profile) &&
      isOrigin(profile['server']) &&
      isTextOrMissing(profile['token']) &&
      (profile['session'] === undefined || isSession(profile['session'])),
  );
}

/** As a sign-in writes it: secrets are sent there. */
const isOrigin = (value: unknown): boolean => typeof value === 'string' && URL.parse(value)?.origin === value;
const isSession = (value: unknown): boolean =>
  isObject(value) && typeof value['cookie'] === 'string' && typeof value['csrfToken'] === 'string';
