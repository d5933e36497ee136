/**
 * Moves a server's key ring into the keeping of a PKCS #11 token and back, and shows how it is kept (docs/keys.md).
 *
 *   node tools/key-custody.mjs new FILE --token LABEL --id HEX
 *   node tools/key-custody.mjs seal FILE --token LABEL --id HEX [--from -]
 *   node tools/key-custody.mjs unseal FILE --out OTHER
 *   node tools/key-custody.mjs show FILE
 *   node tools/key-custody.mjs --help
 */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { TokenCustody } from '../libs/custody/dist/index.js';
import {
  createKeyRingText,
  isSealedRing,
  parseKeyRing,
  readSealedRing,
  TOKEN_MECHANISMS,
  tokenKeyOf,
} from '../libs/keys/dist/index.js';
import {
  custodyOfText,
  keepSecret,
  random,
  replaceSecret,
  settleFolderOf,
  TOKEN_OPTIONS,
  tokenOf,
  writeSecret,
} from './custody/ring-custody.mjs';

const USAGE = `usage: node tools/key-custody.mjs new | seal | unseal | show FILE [options]

Keeps the key ring in FILE sealed by a key that never leaves a PKCS #11 token, asked by OpenSC's pkcs11-tool.
  new     makes a new ring, sealed from its first moment
  seal    seals the ring in FILE, and its copy FILE.bak; the ring as it was stays as FILE.unsealed. With --from -, the
          ring comes from standard input instead and FILE is made: for another server with a token of its own
  unseal  writes the ring as it is into another file (--out OTHER), or to standard output (--out -)
  show    how the ring is kept; with the token, also whether it opens the ring, and the ids of the keys in it

  --module FILE     PKCS #11 module of the token; else KEY_TOKEN_MODULE, as with the server
  --pin-file FILE   file with its PIN; else KEY_TOKEN_PIN_FILE
  --token LABEL     label of the token that is to seal
  --id HEX          id of the key in it
  --mechanism NAME  ${TOKEN_MECHANISMS.join(', ')} [${TOKEN_MECHANISMS[0]}]

  node tools/key-custody.mjs seal .twinbank/key-ring.json --module /usr/lib/softhsm/libsofthsm2.so --pin-file pin --token server --id 01
`;
const { values, positionals } = argumentsOrUsage();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const COMMANDS = { new: makeNew, seal, unseal, show };
const [command, path, ...rest] = positionals;
if (!Object.hasOwn(COMMANDS, command ?? '') || path === undefined || rest.length > 0)
  refuse('name one of new, seal, unseal, show, and one FILE');
try {
  process.stdout.write(await COMMANDS[command]());
} catch (error) {
  process.stderr.write(`${path}: ${error.code === undefined ? '' : `${error.code}: `}${error.message}\n`);
  process.exit(1);
}

async function makeNew() {
  requireNone();
  const custody = sealing();
  writeSealed(await custody.store(createKeyRingText(random)));
  return `${path}: a new key ring, ${sealedBy(custody)}. Nothing of it lies anywhere else: keep a copy of ${path}, and see to it that the token can be replaced (docs/keys.md)\n`;
}

async function seal() {
  if (values.from !== undefined) return sealInput();
  const text = readFileSync(path, 'utf8');
  if (isSealedRing(text)) throw new Error(`is sealed already, by the token ${readSealedRing(text).by.token}`);
  const custody = sealing();
  const sealed = await provenBy(custody, text);
  const copy = existsSync(`${path}.bak`) ? readFileSync(`${path}.bak`, 'utf8') : undefined;
  const sealedCopy = copy === undefined || isSealedRing(copy) ? undefined : await sealedIfRing(custody, copy);
  // The ring stays as it is until all else is on the disk; a run that broke off is gone on with by the same command.
  writeSecret(`${path}.new`, sealed);
  keepSecret(`${path}.unsealed`, text, `${path}.unsealed holds another ring; move it away first`);
  if (sealedCopy) replaceSecret(`${path}.bak`, sealedCopy);
  renameSync(`${path}.new`, path);
  settleFolderOf(path);
  const left = [
    ...(sealedCopy === '' ? [`${path}.bak is no key ring, and stays as it is`] : []),
    ...(existsSync(`${path}.with-manifest-key`) ? [`${path}.with-manifest-key is as it was: move it away, too`] : []),
  ].map((line) => `; ${line}`);
  return `${path}: ${sealedBy(custody)}. ${path}.unsealed has the ring as it was: take it to a safe place away from this machine, for without it a broken token loses every device; then remove it here${left.join('')}\n`;
}

/** Seals a copy; of one that is no key ring an empty text. A token that failed meanwhile is no reason to leave a copy as it is. */
async function sealedIfRing(custody, copy) {
  try {
    await parseKeyRing(copy);
  } catch {
    return '';
  }
  return custody.store(copy);
}

/** For a further server: its token seals the ring that another server’s tool has opened, and no disk sees it between the two. */
async function sealInput() {
  if (values.from !== '-') refuse('--from takes - alone: the ring comes from standard input');
  requireNone();
  const custody = sealing();
  writeSealed(await provenBy(custody, readFileSync(0, 'utf8')));
  return `${path}: ${sealedBy(custody)}\n`;
}

async function unseal() {
  const { out } = values;
  if (out === undefined) refuse('say where to by --out FILE, or --out - for standard output');
  const text = readFileSync(path, 'utf8');
  if (!isSealedRing(text)) throw new Error('is not sealed: it holds the ring as it is');
  const ring = await custodyOfText(text, values).open(text);
  if (out === '-') return ring;
  if (existsSync(out)) throw new Error(`${out} is there already; name a file that is not`);
  keepSecret(out, ring, `${out} is there already; name a file that is not`);
  settleFolderOf(out);
  return `${out}: the key ring of ${path} as it is, for everybody who can read this file. To go back to it, stop the servers, put it in place of ${path}, and take KEY_TOKEN_MODULE and KEY_TOKEN_PIN_FILE out of their settings\n`;
}

async function show() {
  const text = readFileSync(path, 'utf8');
  const sealed = isSealedRing(text);
  const { by } = sealed ? readSealedRing(text) : {};
  const kept = sealed
    ? `sealed by key ${by.id} of the token ${by.token} (${by.mechanism})`
    : 'as it is, for everybody who can read this file';
  const lines = [`${path}: ${kept}`];
  if (sealed && !tokenOf(values))
    lines.push('name the token by --module and --pin-file to see whether it opens the ring');
  else lines.push(...(await keysIn(await custodyOfText(text, values).open(text))));
  return `${lines.join('\n')}\n`;
}

async function keysIn(text) {
  const { masters, manifestKeys, ticketKeys } = await parseKeyRing(text);
  const kids = (keys) => keys.map(({ kid }) => kid).join(', ') || 'none';
  return [
    `epochs of master keys: ${masters.map(({ epoch }) => epoch).join(', ')}`,
    `keys for tickets: ${kids(ticketKeys)}`,
    `keys for releases: ${kids(manifestKeys)}`,
  ];
}

/** What was sealed is opened before anything is written that something else would be given up for. */
async function provenBy(custody, text) {
  const sealed = await custody.store(text);
  if ((await custody.open(sealed)) !== text) throw new Error('what the token sealed does not come back as it was');
  return sealed;
}

function writeSealed(text) {
  keepSecret(path, text, 'is there already; name a file that is not');
  settleFolderOf(path);
}

function requireNone() {
  if (existsSync(path)) throw new Error('is there already; name a file that is not, or seal it');
}

function sealing() {
  const { token, id, mechanism = TOKEN_MECHANISMS[0] } = values;
  if (token === undefined || id === undefined) refuse('say by which key to seal: --token LABEL --id HEX');
  const by = tokenKeyOf({ token, id, mechanism });
  const reached = tokenOf(values);
  if (!reached) refuse('say how to reach the token: --module FILE --pin-file FILE');
  return new TokenCustody(reached, random, by);
}

function sealedBy({ by }) {
  return `sealed by key ${by.id} of the token ${by.token}`;
}

function argumentsOrUsage() {
  try {
    return parseArgs({
      options: {
        ...TOKEN_OPTIONS,
        token: { type: 'string' },
        id: { type: 'string' },
        mechanism: { type: 'string' },
        from: { type: 'string' },
        out: { type: 'string' },
        help: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (error) {
    return refuse(error.message);
  }
}

function refuse(problem) {
  process.stderr.write(`${problem}\n${USAGE}`);
  process.exit(2);
}
