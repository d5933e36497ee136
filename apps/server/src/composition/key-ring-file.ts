import { randomBytes } from 'node:crypto';
import { mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Logger } from 'pino';

import { Pkcs11Token, PlainCustody, TokenCustody, type KeyCustody } from '@twinbank/custody';
import { createKeyRingText, parseKeyRing, type KeyRing } from '@twinbank/keys';

import type { Config } from './config.js';
import { createSecretFile } from './secret-file.js';

const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));

/** How the configuration says that the key ring is kept: as it is, or sealed by a token. */
export const custodyOf = ({ keyToken }: Pick<Config, 'keyToken'>): KeyCustody =>
  keyToken ? new TokenCustody(new Pkcs11Token(keyToken), random) : new PlainCustody();

/**
 * The server's secrets: from the environment if it contains them, else from the key ring file, which the first
 * start creates. Losing the file means losing every device, so a start that cannot read it fails instead of
 * creating another. With a token none is created either: which key seals it, nobody has said.
 *
 * @param inUse whether the database was already used with a ring: then none is created
 */
export async function loadKeyRing(
  config: Pick<Config, 'keyRingText' | 'keyRingFile' | 'keyToken'>,
  log: Logger,
  inUse = false,
  custody: KeyCustody = new PlainCustody(),
): Promise<KeyRing> {
  if (config.keyToken) await warnIfReadable(config.keyToken.pinFile, log, 'the PIN of the token');
  if (config.keyRingText !== undefined) return parseKeyRing(await custody.open(config.keyRingText));
  await requireThere(config.keyRingFile, { inUse, custody });
  await mkdir(dirname(config.keyRingFile), { recursive: true, mode: 0o700 });
  const made = await createSecretFile(config.keyRingFile, () => createKeyRingText(random));
  if (made !== undefined)
    log.warn(
      { file: config.keyRingFile },
      'made a new key ring: back this file up, no device can be reached without it',
    );
  await warnIfReadable(config.keyRingFile, log, 'the key ring');
  return parseKeyRing(await custody.open(await readFile(config.keyRingFile, 'utf8')));
}

async function requireThere(file: string, { inUse, custody }: { inUse: boolean; custody: KeyCustody }): Promise<void> {
  if (!inUse && custody.kind !== 'token') return;
  if (await isThere(file)) return;
  if (inUse)
    throw new Error(
      `there is no key ring at ${file}, and the database was used with one: bring it back from your backup, or name it by KEY_RING_FILE or KEY_RING (docs/keys.md)`,
    );
  throw new Error(
    `there is no key ring at ${file}, and a token is to seal it: make one with node tools/key-custody.mjs new ${file} (docs/keys.md)`,
  );
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Says so if others can read a secret; one that is not there is another’s matter. */
async function warnIfReadable(path: string, log: Logger, what: string): Promise<void> {
  const mode = await stat(path).then(
    (found) => found.mode,
    () => 0,
  );
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    log.warn({ file: path, mode: (mode & 0o777).toString(8) }, `others can read ${what}: set its mode to 600`);
}
