import { readFileSync } from 'node:fs';

import { InvalidArgumentError } from 'commander';

/** The token in a file, such as a server's `admin-token`. */
export function readTokenFile(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new InvalidArgumentError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`);
  }
  if (token === '') throw new InvalidArgumentError(`${file} is empty.`);
  return token;
}

/** The token in the environment, given directly or by file; undefined if there is none. */
export function tokenOf(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const { TWINBANK_TOKEN: token, TWINBANK_TOKEN_FILE: file } = environment;
  return token ?? (file === undefined ? undefined : readTokenFile(file));
}

/** The warning for a token on a command line. */
export const TOKEN_SEEN =
  'Everybody on this machine can read a token on a command line: give --token-file, TWINBANK_TOKEN_FILE or TWINBANK_TOKEN instead.\n';
