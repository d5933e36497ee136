import { answerOf, type RestClient } from '@twinbank/client';
import {
  JWS_TYPES,
  keyIdOfSignature,
  readTeamKey,
  rootKeysOf,
  verifyKeySet,
  type HeldKeySet,
  type PublicJwk,
} from '@twinbank/keys';
import type { KeySet, KeyUse } from '@twinbank/protocol';

import { names, wholeNumber } from '../../command/arguments.js';
import type { CliCommand, PrintOptions, RemoteOptions } from '../../command/cli-command.js';
import { column, type Column } from '../../output/column.js';
import { plainText } from '../../output/plain-text.js';
import { readTextFile } from '../../shell/files.js';
import { FOR_ALL, replaceFile, writeNewFile } from '../../shell/new-file.js';
import { CliProblem } from '../../shell/problem.js';
import type { Shell } from '../../shell/shell.js';
import { readKeyFile, signWith, withSigning, type SigningOptions } from '../../trust/key-file.js';
import {
  documentOf,
  KEY_SET_FILE_MAX,
  keySetText,
  keysOf,
  readKeySetFile,
  shownKeySet,
  signedBy,
  unsignedKeySet,
  type KeySetFile,
} from '../../trust/key-set-file.js';

/** In place of a file: all keys that the server has for this use, or the newest of them alone. */
const SERVER = 'server';
const SERVER_NEWEST = 'server-newest';
const isServers = (word: string): boolean => word === SERVER || word === SERVER_NEWEST;
const DAY_MS = 86_400_000;
const DAYS = 365;

const SHOWN: readonly Column[] = [
  ...['product', 'version', 'issued', 'expires', 'root', 'manifest', 'ticket'].map((name) => column(name)),
  ...['rootThreshold', 'manifestThreshold', 'signedBy', 'bytes'].map((name) => column(name)),
];

interface NewOptions extends PrintOptions, RemoteOptions {
  readonly root: readonly string[];
  readonly manifest: readonly string[];
  readonly ticket: readonly string[];
  readonly rootThreshold: number;
  readonly manifestThreshold: number;
  readonly version?: number;
  readonly days: number;
}

/** `new`, `show`, `sign` and `verify`: in files, where the root keys are. */
export function addLocalKeySets(keySets: CliCommand, shell: Shell): void {
  addNew(keySets, shell);
  keySets
    .command('show')
    .argument('<file>', 'the key set')
    .summary('show what a key set says')
    .description('Shows what a key set says, and by which keys its signatures say they are. Nothing is verified.')
    .printing()
    .example('twinbank key-set show set-2.json')
    .action(async (path: string, options: PrintOptions) => {
      await shell.record(shown(await readSet(shell, path)), SHOWN, options);
    });
  addSign(keySets, shell);
  addVerify(keySets, shell);
}

function addNew(keySets: CliCommand, shell: Shell): void {
  keySets
    .command('new')
    .argument('<product>', 'name of the product')
    .argument('<file>', 'the file to write; none that is there is written over')
    .summary('make a key set')
    .description(
      'Writes the next key set of a product, to be signed and uploaded. It replaces the one before: name all keys that are to hold, not what changes. With --version and without the word server no server is asked. A server that follows from one key to the next is named with both first, and with its newest alone once the devices hold that set.',
    )
    .requiredOption('--root <files>', 'the keys that sign the next key set, with commas between them', names)
    .requiredOption(
      '--manifest <files>',
      'the keys that sign releases; server for the keys of the server, server-newest for the newest of them',
      names,
    )
    .requiredOption(
      '--ticket <files>',
      'the keys that sign tickets; server for the keys of the server, server-newest for the newest of them',
      names,
    )
    .option('--root-threshold <n>', 'how many root keys must sign the next key set', wholeNumber(1, 8), 1)
    .option('--manifest-threshold <n>', 'how many keys must sign a package', wholeNumber(1, 8), 1)
    .option(
      '--version <n>',
      'its version; one more than that of the newest one that the server has, unless told',
      wholeNumber(1, 2 ** 31 - 1),
    )
    .option('--days <n>', `for how long devices may take it; ${DAYS} unless told`, wholeNumber(1, 36_500), DAYS)
    .remote()
    .printing()
    .example(
      'twinbank key-set new motor set-2.json --root root-1.pub.json,root-2.pub.json --manifest team.pub.json --ticket server',
    )
    .action(async (product: string, path: string, options: NewOptions) => {
      const server = asksServer(options) ? await shell.connect(options) : undefined;
      const set = await newSet(shell, product, { options, server });
      const signed = unsignedKeySet(set);
      // Read back: what could not be fulfilled is refused before anybody signs it.
      const read = readKeySetFile(keySetText(signed), path);
      await writeNewFile(path, keySetText(signed), FOR_ALL);
      await shell.record(shown(read), SHOWN, options);
    });
}

const asksServer = ({ version, root, manifest, ticket }: NewOptions): boolean =>
  version === undefined || [...root, ...manifest, ...ticket].some(isServers);

async function newSet(
  shell: Shell,
  product: string,
  { options, server }: { options: NewOptions; server: RestClient | undefined },
): Promise<KeySet> {
  const { rootThreshold, manifestThreshold, days } = options;
  const keys = {
    root: await keysNamed(shell, 'root', { files: options.root, server }),
    manifest: await keysNamed(shell, 'manifest', { files: options.manifest, server }),
    ticket: await keysNamed(shell, 'ticket', { files: options.ticket, server }),
  };
  const issuedAtMs = Date.now();
  return {
    ...{ product, version: options.version ?? (await nextVersion(server!, product)) },
    ...{ issuedAtMs, expiresAtMs: issuedAtMs + days * DAY_MS, rootThreshold, manifestThreshold, keys: keysOf(keys) },
  };
}

async function keysNamed(
  shell: Shell,
  use: KeyUse,
  { files, server }: { files: readonly string[]; server: RestClient | undefined },
): Promise<readonly PublicJwk[]> {
  const keys: PublicJwk[] = [];
  for (const file of files)
    keys.push(...(isServers(file) ? await serverKeys(server!, use, file) : [await goodKey(shell, file)]));
  return keys;
}

async function goodKey(shell: Shell, file: string): Promise<PublicJwk> {
  const { jwk, revoked } = await readKeyFile(shell, file);
  if (revoked !== undefined) throw new CliProblem('key_revoked', `${file} says that it was revoked at ${revoked}`);
  return jwk;
}

async function serverKeys(server: RestClient, use: KeyUse, word: string): Promise<readonly PublicJwk[]> {
  if (use === 'root')
    throw new CliProblem('command_line_invalid', 'the server has no root key: whoever steals it could name any key');
  const { ticketKey, manifestKey, ...all } = await answerOf(server.GET('/api/v1/server-keys', {}));
  const first = use === 'ticket' ? ticketKey : manifestKey;
  if (!first) throw new CliProblem('key_absent', 'the server has no key for releases');
  // A server of before it could have several tells the first alone.
  const told = (use === 'ticket' ? all.ticketKeys : all.manifestKeys) as typeof all.ticketKeys | undefined;
  const keys = told && told.length > 0 ? told : [first];
  return (word === SERVER ? keys : keys.slice(-1)).map((key) => readTeamKey({ ...key }));
}

async function nextVersion(server: RestClient, product: string): Promise<number> {
  const query = { limit: 1, sort: '-version' };
  const call = server.GET('/api/v1/products/{product}/key-sets', { params: { path: { product }, query } });
  const [newest] = (await answerOf(call)).items;
  if (newest === undefined) return 1;
  if (!('version' in newest) || !Number.isSafeInteger(newest.version))
    throw new CliProblem('answer_unreadable', `the server does not say the version of ${product}’s newest key set`);
  return Number(newest.version) + 1;
}

function addSign(keySets: CliCommand, shell: Shell): void {
  withSigning(keySets.command('sign'))
    .argument('<file>', 'the key set; the signature is added to it')
    .summary('add a signature to a key set')
    .description(
      'Shows what a key set says, and adds a signature. It is signed by as many root keys as the set before needs of its own, and by as many as it needs itself of those that it names. Older root keys may sign along, for devices that lag.',
    )
    .printing()
    .example('twinbank key-set sign set-2.json --key-file root-1.key.json')
    .action(async (path: string, options: SigningOptions & PrintOptions) => {
      const { set, signed } = await readSet(shell, path);
      const key = await readKeyFile(shell, options.keyFile);
      if (key.revoked !== undefined) shell.note(`warning: ${options.keyFile} was revoked here at ${key.revoked}.`);
      shell.note(`${JSON.stringify(shown({ set, signed }), null, 2)}\nsigned by ${key.jwk.kid}`);
      const document = await signWith(shell, key, { document: documentOf(signed), type: JWS_TYPES.keySet, options });
      const next = signedBy(signed.keySet, document);
      await replaceFile(path, keySetText(next));
      await shell.record(shown({ set, signed: next }), SHOWN, options);
    });
}

interface VerifyOptions extends PrintOptions {
  readonly after?: string;
  readonly roots?: readonly string[];
  readonly rootThreshold: number;
}

function addVerify(keySets: CliCommand, shell: Shell): void {
  keySets
    .command('verify')
    .argument('<file>', 'the key set')
    .summary('check a key set as a device does')
    .description(
      'Checks a key set as a device does that holds the one before, or the root keys of its factory: product, version, end, and the signatures of enough root keys of both.',
    )
    .option('--after <file>', 'the key set that holds')
    .option('--roots <files>', 'instead of it, the root keys of the factory, with commas between them', names)
    .option('--root-threshold <n>', 'how many of --roots have to sign', wholeNumber(1, 8), 1)
    .printing()
    .example('twinbank key-set verify set-1.json --roots root-1.pub.json')
    .example('twinbank key-set verify set-2.json --after set-1.json')
    .action(async (path: string, options: VerifyOptions) => {
      const file = await readSet(shell, path);
      verifyKeySet(file.signed, await heldBefore(shell, file, options), Date.now());
      await shell.record(shown(file), SHOWN, options);
    });
}

async function heldBefore(shell: Shell, { set }: KeySetFile, options: VerifyOptions): Promise<HeldKeySet> {
  const { after, roots, rootThreshold } = options;
  if ((after === undefined) === (roots === undefined))
    throw new CliProblem('command_line_invalid', 'what holds is said by --after or by --roots');
  if (after !== undefined) {
    const before = (await readSet(shell, after)).set;
    return { product: before.product, version: before.version, roots: rootKeysOf(before) };
  }
  const keys: PublicJwk[] = [];
  for (const file of roots!) keys.push((await readKeyFile(shell, file)).jwk);
  return { product: set.product, version: 0, roots: { keys, threshold: rootThreshold } };
}

const shown = (file: KeySetFile): object =>
  shownKeySet(
    file,
    file.signed.signatures.map((signature) => keyIdOfSignature(signature) ?? 'nobody'),
  );

/** Reads the file of a key set. */
export const readSet = async (shell: Shell, path: string): Promise<KeySetFile> =>
  readKeySetFile(await readTextFile(path, KEY_SET_FILE_MAX, shell.io.stdin), plainText(path));
