import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Option } from 'commander';

import {
  newTeamKey,
  publicTeamKey,
  revokedTeamKey,
  sealTeamKey,
  TEAM_KEY_ALGORITHMS,
  TEAM_KEY_FILE_MAX,
  teamKeyRecord,
  type PublicJwk,
  type TeamKeyAlgorithm,
} from '@twinbank/keys';
import { isFault } from '@twinbank/primitives';

import type { CliCommand, PrintOptions } from '../command/cli-command.js';
import { column, type Column } from '../output/column.js';
import { demandOwnFile, readTextFile } from '../shell/files.js';
import { FOR_OWNER, replaceFile, writeNewFile } from '../shell/new-file.js';
import { CliProblem } from '../shell/problem.js';
import type { Shell } from '../shell/shell.js';
import { newPassphrase, readKeyFile, withPassphrase, type PassphraseOptions } from '../trust/key-file.js';

const LISTED = ['file', 'kid', 'crv', 'private', 'revoked'].map((name) => column(name));

/** The columns of a public key: of P-256 with its second coordinate. */
const columnsOf = ({ kty }: PublicJwk): Column[] =>
  ['kid', 'kty', 'crv', 'x', ...(kty === 'EC' ? ['y'] : [])].map((name) => column(name));

/** `key`: a team's own keys, which sign its releases. No server is asked, and none sees a private key. */
export function addKeys(program: CliCommand, shell: Shell): void {
  const keys = program
    .command('key')
    .summary('keys that sign releases')
    .description(
      'Keys of a team, which sign its releases: of Ed25519 or P-256, in files of its own. No server sees a private key.',
    );
  addNew(keys, shell);
  keys
    .command('list')
    .argument('[folder]', 'where they lie', '.')
    .summary('list the key files of a folder')
    .description('Lists the key files of a folder, and public keys as JWK in files whose names end in .json.')
    .printing()
    .example('twinbank key list keys')
    .action(async (folder: string, options: PrintOptions) => {
      await shell.rows(await keysIn(shell, folder), LISTED, options);
    });
  keys
    .command('show')
    .argument('<file>', 'a key file, or a public key as JWK or PEM; - for standard input')
    .summary('show the public half of a key')
    .description(
      'Shows the public half of a key; as JSON it is the JWK that a policy names. It also reads a PEM file, so a key in a token can be named: pkcs11-tool --read-object --type pubkey.',
    )
    .printing()
    .example('twinbank key show team.key.json --output json')
    .example('twinbank key show token.pem --output json > token.pub.json')
    .action(async (path: string, options: PrintOptions) => {
      const { jwk, revoked } = await readKeyFile(shell, path);
      if (revoked !== undefined) shell.note(`This key was revoked here at ${revoked}.`);
      await shell.record(jwk, columnsOf(jwk), options);
    });
  addRevoke(keys, shell);
}

interface NewOptions extends PassphraseOptions, PrintOptions {
  readonly algorithm: TeamKeyAlgorithm;
}

function addNew(keys: CliCommand, shell: Shell): void {
  withPassphrase(keys.command('new'))
    .argument('<file>', 'the file to write; none that is there is written over')
    .summary('make a key')
    .description(
      'Makes a key in a new file for you alone, its private half encrypted by a passphrase, and shows the public one. Keep a copy elsewhere: a key that is lost cannot be made again. Take Ed25519 unless something that is to hold the key knows P-256 only: devices check P-256 from an agent on that names the skill p256.',
    )
    .addOption(
      new Option('--algorithm <name>', 'what the key signs by: Ed25519 (EdDSA), or P-256 (ES256)')
        .choices(TEAM_KEY_ALGORITHMS)
        .default('ed25519'),
    )
    .printing()
    .example('twinbank key new team.key.json')
    .example('twinbank key new team.key.json --algorithm p256')
    .action(async (path: string, { passphraseFile, algorithm, ...options }: NewOptions) => {
      const secret = newTeamKey(algorithm, (length) => new Uint8Array(randomBytes(length)));
      const text = await sealTeamKey(secret, await newPassphrase(shell, passphraseFile), algorithm);
      await writeNewFile(path, text, FOR_OWNER);
      const jwk = publicTeamKey(text);
      await shell.record(jwk, columnsOf(jwk), options);
    });
}

function addRevoke(keys: CliCommand, shell: Shell): void {
  keys
    .command('revoke')
    .argument('<file>', 'the key file')
    .summary('note that a key is not to be used any more')
    .description(
      'Writes into the key file that the key is revoked, so that twinbank sign refuses it. That is a note on this machine. A server takes what the key signs until each product that names it has another policy, or a key set without the key; devices that hold the key trust it until they are sent such a key set, or another list is written into them (docs/keys.md).',
    )
    .printing()
    .example('twinbank key revoke team.key.json')
    .action(async (path: string, options: PrintOptions) => {
      demandOwnFile(path);
      const { text, jwk } = await readKeyFile(shell, path);
      if (!text.trimStart().startsWith('{')) throw new CliProblem('file_malformed', `${path} has no room for a note`);
      await replaceFile(path, revokedTeamKey(text, Date.now()));
      const { revoked } = await readKeyFile(shell, path);
      shell.note(
        'Noted here alone. Now change the policy of each product that names this key: twinbank policy new, sign, send. ' +
          'Devices that hold the key go on to trust it until a key set takes it away: twinbank key-set new, sign, upload.',
      );
      await shell.record({ ...jwk, revoked }, [...columnsOf(jwk), column('revoked')], options);
    });
}

async function keysIn(shell: Shell, folder: string): Promise<object[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new CliProblem('file_unreadable', `${folder}: ${error.code ?? 'error'}`);
  });
  const found: object[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const key = await keyIn(shell, join(folder, name));
    if (key) found.push(key);
  }
  return found;
}

/** What a file says as a key; undefined if it is something else. */
async function keyIn(shell: Shell, file: string): Promise<object | undefined> {
  try {
    const text = await readTextFile(file, TEAM_KEY_FILE_MAX, shell.io.stdin);
    const { isPrivate, revoked } = teamKeyRecord(text);
    const { kid, crv } = publicTeamKey(text);
    return { file, kid, crv, private: isPrivate, ...(revoked !== undefined && { revoked }) };
  } catch (error) {
    if (isFault(error) || error instanceof CliProblem) return undefined;
    throw error;
  }
}
