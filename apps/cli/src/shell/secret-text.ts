import { open, stat } from 'node:fs/promises';
import { isatty } from 'node:tty';

import { readTextFile } from './files.js';
import type { Shell } from './shell.js';

/**
 * The text of a file that holds a secret, or of standard input if its name is `-`. If it is a terminal, somebody would type, and everybody
 * see it: there it is asked for as a password is.
 *
 * @throws CliProblem `file_unreadable`, `cancelled`, `terminal_needed`
 */
export async function readSecretText(
  shell: Shell,
  path: string,
  { bytesMax, what }: { readonly bytesMax: number; readonly what: string },
): Promise<string> {
  const { stdin } = shell.io;
  if (path === '-' ? stdin.isTTY === true : await isTerminal(path)) return shell.ask('it', (ask) => ask.secret(what));
  return readTextFile(path, bytesMax, stdin);
}

async function isTerminal(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => undefined);
  if (there?.isCharacterDevice() !== true) return false;
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return false;
  try {
    return isatty(file.fd);
  } finally {
    await file.close();
  }
}
