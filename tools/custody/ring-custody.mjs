/**
 * How the tools reach a key ring that a token has sealed: by the same two settings as the server, or by options of their own.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { Pkcs11Token, PlainCustody, TokenCustody } from '../../libs/custody/dist/index.js';
import { isSealedRing } from '../../libs/keys/dist/index.js';

/** Options with which a token is named, for parseArgs. */
export const TOKEN_OPTIONS = { module: { type: 'string' }, 'pin-file': { type: 'string' } };

/** A source of secret randomness. */
export const random = (length) => new Uint8Array(randomBytes(length));

/** The token that the options name, else the environment of the server; undefined if neither does. */
export function tokenOf(values) {
  const module = values.module ?? process.env.KEY_TOKEN_MODULE;
  const pinFile = values['pin-file'] ?? process.env.KEY_TOKEN_PIN_FILE;
  return module && pinFile ? new Pkcs11Token({ module, pinFile, env: process.env }) : undefined;
}

/** How this text is kept: sealed by a token, or as it is. A sealed text without a token is refused by what comes back. */
export function custodyOfText(text, values) {
  const token = isSealedRing(text) ? tokenOf(values) : undefined;
  return token ? new TokenCustody(token, random) : new PlainCustody();
}

/** The ring in a file, however it is kept there. */
export async function ringIn(file, values) {
  const text = readFileSync(file, 'utf8');
  return custodyOfText(text, values).open(text);
}

/** Writes a file for its owner alone, on the disk when this returns. What a run left that broke off is no use to anybody. */
export function writeSecret(to, text) {
  rmSync(to, { force: true });
  const file = openSync(to, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts a file in place of another one, whole. */
export function replaceSecret(to, text) {
  writeSecret(`${to}.new`, text);
  renameSync(`${to}.new`, to);
}

/**
 * Keeps a text under a name, whole, and never over another one; that of a run that broke off is this very text.
 *
 * @param otherwise what is said if another one is there
 */
export function keepSecret(to, text, otherwise) {
  rmSync(`${to}.new`, { force: true });
  if (existsSync(to)) {
    if (readFileSync(to, 'utf8') === text) return;
    throw new Error(otherwise);
  }
  writeSecret(`${to}.new`, text);
  // Unlike a renaming, this fails if somebody was quicker.
  linkSync(`${to}.new`, to);
  rmSync(`${to}.new`);
}

/** Names are on the disk, too, where folders can be asked for that. */
export function settleFolderOf(path) {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } catch {
    // Not on every file system.
  } finally {
    closeSync(folder);
  }
}
