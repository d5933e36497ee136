import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Module of SoftHSM as Debian, and Homebrew, install it. */
const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/opt/homebrew/lib/softhsm/libsofthsm2.so'].find(existsSync);

const starts = (program: string, word: string): boolean => {
  try {
    execFileSync(program, [word], { stdio: 'ignore' });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
};

/** Whether SoftHSM and OpenSC are here; where tests are promised them (TEST_TOKEN), they are not to be missing unnoticed. */
export const hasSoftToken = (): boolean =>
  process.env['TEST_TOKEN'] !== undefined ||
  (MODULE !== undefined && starts('softhsm2-util', '--version') && starts('pkcs11-tool', '--help'));

/** A token of SoftHSM in a folder of its own, which ends with {@link remove}. */
export interface SoftToken {
  readonly folder: string;
  readonly module: string;
  readonly pinFile: string;
  readonly pin: string;
  /** Environment in which the module finds this token and no other. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Runs OpenSC’s tool on the token, logged in. */
  pkcs11(...words: string[]): string;
  remove(): void;
}

/** Makes a token with the label `server` and, in it, a key with the id 01 that makes HMACs. */
export function softToken(): SoftToken {
  const folder = mkdtempSync(join(tmpdir(), 'twinbank-soft-token-'));
  mkdirSync(join(folder, 'tokens'));
  const conf = join(folder, 'softhsm2.conf');
  writeFileSync(conf, `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`);
  const pin = '271828';
  const pinFile = join(folder, 'pin');
  writeFileSync(pinFile, `${pin}\n`, { mode: 0o600 });
  const env = { ...process.env, SOFTHSM2_CONF: conf, TOKEN_PIN: pin };
  const run = (program: string, ...words: string[]): string =>
    execFileSync(program, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const pkcs11 = (...words: string[]): string =>
    run('pkcs11-tool', '--module', MODULE!, '--token-label', 'server', '--login', '--pin', 'env:TOKEN_PIN', ...words);
  run('softhsm2-util', '--init-token', '--free', '--label', 'server', '--pin', pin, '--so-pin', '31415926');
  pkcs11(...'--keygen --key-type GENERIC:32 --mechanism GENERIC-SECRET-KEY-GEN --sensitive --id 01'.split(' '));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { folder, module: MODULE!, pinFile, pin, env, pkcs11, remove };
}
