import { createPublicKey } from 'node:crypto';

import {
  openTeamKey,
  publicTeamKey,
  readTeamKey,
  TEAM_KEY_FILE_MAX,
  teamKeyRecord,
  type JwsType,
  type PublicJwk,
} from '@twinbank/keys';
import { signDocument, signDocumentBy, type SignedDocument } from '@twinbank/package';
import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { CliCommand } from '../command/cli-command.js';
import { readTextFile } from '../shell/files.js';
import { CliProblem } from '../shell/problem.js';
import { readSecretText } from '../shell/secret-text.js';
import type { Shell } from '../shell/shell.js';
import { signedOutside } from './outside-signer.js';

/** Longest passphrase that is read from a file. */
const PASSPHRASE_BYTES_MAX = 4096;

/** A key file as it was read. */
export interface KeyFile {
  readonly path: string;
  readonly text: string;
  readonly jwk: PublicJwk;
  /** Since when nobody should sign with it, ISO 8601. */
  readonly revoked?: string;
}

/** The options of commands that need a passphrase. */
export interface PassphraseOptions {
  readonly passphraseFile?: string;
}

/** The options of commands that sign. */
export interface SigningOptions extends PassphraseOptions {
  readonly keyFile: string;
  readonly signer?: string;
}

/** Adds the option for a passphrase. */
export const withPassphrase = (command: CliCommand): CliCommand =>
  command.option(
    '--passphrase-file <file>',
    'file with the passphrase; without it, it stands in TWINBANK_PASSPHRASE or is asked for',
  );

/** Adds the options of commands that sign. */
export const withSigning = (command: CliCommand): CliCommand =>
  withPassphrase(
    command
      .requiredOption(
        '--key-file <file>',
        'the key that signs: a file that twinbank key new made; with --signer, its public half',
      )
      .option(
        '--signer <command>',
        'who signs instead, such as a program that asks a token: it gets the bytes on standard input, and answers with the 64 bytes of the signature; of P-256, DER will do, too',
      ),
  );

/** Reads a key file, or one with a public key as JWK or PEM. @throws CliProblem `file_unreadable`; Fault, which does not repeat the text */
export async function readKeyFile(shell: Shell, path: string): Promise<KeyFile> {
  const text = await readTextFile(path, TEAM_KEY_FILE_MAX, shell.io.stdin);
  if (text.trimStart().startsWith('-----BEGIN ')) return { path, text, jwk: ofPem(text) };
  const jwk = publicTeamKey(text);
  const { revoked } = teamKeyRecord(text);
  return { path, text, jwk, ...(revoked !== undefined && { revoked }) };
}

/** The public key of a PEM file, as `openssl` and `pkcs11-tool` write it [RFC 7468 §13]. */
function ofPem(text: string): PublicJwk {
  if (!text.includes('-----BEGIN PUBLIC KEY-----'))
    throw faultOf('signing_key_private', 'this is no public key: give its public half alone');
  try {
    return readTeamKey({ ...createPublicKey(text).export({ format: 'jwk' }) });
  } catch (error) {
    throw isFault(error) ? error : faultOf('signing_key_unsupported', 'no public key can be read');
  }
}

/** Adds a signature to a document, by the key file or by whoever signs for it. */
export async function signWith(
  shell: Shell,
  key: KeyFile,
  { document, type, options }: { document: SignedDocument; type: JwsType; options: SigningOptions },
): Promise<SignedDocument> {
  const { signer, passphraseFile } = options;
  if (signer === undefined) {
    if (!teamKeyRecord(key.text).isPrivate) throw new CliProblem('key_absent', `${key.path} has a public key alone`);
    return signDocument(document, await openTeamKey(key.text, await passphrase(shell, passphraseFile)), type);
  }
  if (passphraseFile !== undefined)
    throw new CliProblem(
      'command_line_invalid',
      '--passphrase-file is for a key file, and --signer signs instead of one',
    );
  const sign = (bytes: Uint8Array): Promise<Uint8Array> => signedOutside(shell.io, signer, bytes);
  return signDocumentBy(document, { publicJwk: key.jwk, sign }, type);
}

/** The passphrase of a key that is there. */
export const passphrase = (shell: Shell, file: string | undefined): Promise<string> =>
  given(shell, file, async () => asked(shell, 'Passphrase'));

/** The passphrase of a new key, which is typed twice. */
export const newPassphrase = (shell: Shell, file: string | undefined): Promise<string> =>
  given(shell, file, async () => {
    const first = await asked(shell, 'Passphrase');
    if ((await asked(shell, 'Once more')) !== first)
      throw new CliProblem('cancelled', 'the two passphrases are different');
    return first;
  });

const asked = (shell: Shell, what: string): Promise<string> => shell.ask('the passphrase', (ask) => ask.secret(what));

async function given(shell: Shell, file: string | undefined, ask: () => Promise<string>): Promise<string> {
  if (file === undefined) return shell.io.env['TWINBANK_PASSPHRASE'] ?? ask();
  const text = await readSecretText(shell, file, { bytesMax: PASSPHRASE_BYTES_MAX, what: 'Passphrase' });
  return text.replace(/\r?\n$/, '');
}
