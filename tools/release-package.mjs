/**
 * Packs and signs releases where a team keeps its key (docs/package-format.md, docs/keys.md), on built libs. No server is asked, and no
 * secret stands on the command line.
 *
 *   node tools/release-package.mjs key FILE
 *   node tools/release-package.mjs pack IMAGE.bin --out FILE --product P --version V --counter N --part PART --hardware A
 *   node tools/release-package.mjs sign FILE --key KEY
 *   node tools/release-package.mjs verify FILE --key KEY… [--threshold N]
 *
 * Exit code 0: done. 1: refused; the fault is named. 2: the command line is wrong.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';

import { compactDecrypt, CompactEncrypt } from 'jose';

import { signingKeyFromSeed } from '../libs/keys/dist/index.js';
import {
  decodePackage,
  encodePackage,
  PACKAGE_BYTES_MAX,
  packRelease,
  signPackage,
  verifyContents,
  verifyPackage,
} from '../libs/package/dist/index.js';

const USAGE = `usage: node tools/release-package.mjs key|pack|sign|verify FILE [options]

key FILE      makes a key in a new FILE, encrypted by a passphrase; of a file that is there, shows the public key
pack IMAGE    packs a .bin image as a release, without a signature yet; the same options give the same bytes
  --out FILE  --product NAME  --version VERSION  --counter N  --part PART…  --hardware REVISION…
  --created   when it was built, ISO 8601; default SOURCE_DATE_EPOCH, else now
  --block-size BYTES  (4096)
  --salt      64 bytes in hexadecimal; by default derived from the rest
sign FILE     adds a signature by --key FILE to a package
verify FILE   checks a package as a server does, by the keys in --key FILE…; without any, all but its signatures
  --threshold how many different keys must have signed it (1)

The passphrase is asked for, or stands in --passphrase-file FILE or in TWINBANK_PASSPHRASE.
`;
const PASSPHRASE_LENGTH_MIN = 12;
/** Rounds of PBKDF2 with SHA-512 (OWASP, 2023), and the most that a file may ask for. */
const [ROUNDS, ROUNDS_MAX] = [210_000, 2_000_000];
const KEY_FILE_BYTES_MAX = 64 * 1024;
const COMMANDS = { key, pack, sign, verify };

const { values, positionals } = argumentsOrUsage();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const [command, path, ...rest] = positionals;
if (!Object.hasOwn(COMMANDS, command ?? '') || path === undefined || rest.length > 0)
  misuse('name a command and one FILE');
try {
  await COMMANDS[command]();
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exit(1);
}

async function key() {
  if (!existsSync(path)) {
    const seed = new Uint8Array(randomBytes(32));
    const { publicJwk, privateJwk } = await signingKeyFromSeed(seed);
    const sealed = new CompactEncrypt(new TextEncoder().encode(JSON.stringify(privateJwk)))
      .setProtectedHeader({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', cty: 'jwk+json' })
      .setKeyManagementParameters({ p2c: ROUNDS });
    const encrypted = await sealed.encrypt(await passphrase(true));
    // Never written over: a key that is lost cannot be made again.
    writeFileSync(path, `${JSON.stringify({ twinbankKey: 1, public: publicJwk, encrypted }, null, 2)}\n`, {
      mode: 0o600,
      flag: 'wx',
    });
  }
  process.stdout.write(`${JSON.stringify(publicOf(path))}\n`);
}

function pack() {
  const created = values.created ?? process.env.SOURCE_DATE_EPOCH;
  const createdMs =
    values.created === undefined && created !== undefined ? Number(created) * 1000 : Date.parse(created);
  const salt = values.salt === undefined ? undefined : new Uint8Array(Buffer.from(values.salt, 'hex'));
  if (salt !== undefined && (salt.length !== 64 || values.salt.length !== 128)) misuse('--salt has 128 hex digits');
  if (created !== undefined && !Number.isFinite(createdMs)) misuse('--created is no time');
  const release = packRelease({
    product: needed('product'),
    version: needed('version'),
    counter: whole('counter'),
    parts: needed('part'),
    hardware: needed('hardware'),
    code: new Uint8Array(readFileSync(path)),
    createdMs: created === undefined ? Date.now() : createdMs,
    ...(values['block-size'] !== undefined && { blockSize: whole('block-size') }),
    ...(salt && { plaintextSalt: salt }),
  });
  verifyContents(release);
  writeFileSync(needed('out'), encodePackage(release));
}

async function sign() {
  const release = readPackage();
  // What nobody would take is not signed.
  const { manifest } = verifyContents(release);
  const [file] = needed('key');
  const { kid, x } = publicOf(file);
  const encrypted = readKeyFile(file).encrypted;
  if (typeof encrypted !== 'string') throw new Error(`${file} has no private key`);
  const secret = await passphrase(false);
  const { plaintext } = await compactDecrypt(encrypted, secret, {
    keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
    contentEncryptionAlgorithms: ['A256GCM'],
    maxPBES2Count: ROUNDS_MAX,
  }).catch(() => {
    throw new Error(`${file}: wrong passphrase, or a damaged file`);
  });
  const { d } = JSON.parse(new TextDecoder().decode(plaintext));
  const own = await signingKeyFromSeed(new Uint8Array(Buffer.from(d, 'base64url')));
  if (own.kid !== kid || own.publicJwk.x !== x) throw new Error(`${file}: its two halves are of different keys`);
  const signed = encodePackage(await signPackage(release, own));
  writeFileSync(`${path}.new`, signed);
  renameSync(`${path}.new`, path);
  process.stdout.write(`${manifest.product} ${manifest.version}, counter ${manifest.counter}: signed by ${kid}\n`);
}

function verify() {
  const release = readPackage();
  const keys = (values.key ?? []).map(publicOf);
  const threshold = values.threshold === undefined ? 1 : whole('threshold');
  const { manifest, signers = [] } =
    keys.length > 0 ? verifyPackage(release, { keys, threshold }) : verifyContents(release);
  const by = signers.length > 0 ? `signed by ${signers.join(', ')}` : 'signatures not checked';
  process.stdout.write(`${manifest.product} ${manifest.version}, counter ${manifest.counter}: sound; ${by}\n`);
}

function readPackage() {
  const bytes = new Uint8Array(readFileSync(path));
  if (bytes.length > PACKAGE_BYTES_MAX) throw new Error(`package_too_large: at most ${PACKAGE_BYTES_MAX} bytes`);
  return decodePackage(bytes);
}

function readKeyFile(file) {
  const bytes = readFileSync(file);
  if (bytes.length > KEY_FILE_BYTES_MAX) throw new Error(`${file} is no key`);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    // Its text may be a secret, so it is not shown.
    throw new Error(`${file} is no key: it is not JSON`);
  }
}

/** The public key of a key file, or of a file with a public JWK. */
function publicOf(file) {
  const read = readKeyFile(file);
  const { kty, crv, x, kid } = read.public ?? read;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof x !== 'string' || typeof kid !== 'string')
    throw new Error(`${file} is no Ed25519 key`);
  return { kty, crv, x, kid };
}

async function passphrase(isNew) {
  const text = await readPassphrase(isNew);
  if (isNew && text.length < PASSPHRASE_LENGTH_MIN)
    throw new Error(`a passphrase has at least ${PASSPHRASE_LENGTH_MIN} characters`);
  return new TextEncoder().encode(text);
}

async function readPassphrase(isNew) {
  const file = values['passphrase-file'];
  if (file !== undefined) return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (process.env.TWINBANK_PASSPHRASE !== undefined) return process.env.TWINBANK_PASSPHRASE;
  if (!process.stdin.isTTY) throw new Error('no passphrase: nobody can be asked here');
  const text = await asked('Passphrase: ');
  if (isNew && (await asked('Once more: ')) !== text) throw new Error('the passphrases differ');
  return text;
}

/** What somebody types, without showing it. */
function asked(question) {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output, terminal: true });
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => reject(new Error('given up')));
    reader.question('', resolve);
  }).finally(() => {
    reader.close();
    process.stderr.write('\n');
  });
}

function needed(name) {
  if (values[name] === undefined) misuse(`--${name} is missing`);
  return values[name];
}

function whole(name) {
  const text = needed(name);
  if (!/^\d{1,10}$/.test(text)) misuse(`--${name} is a whole number`);
  return Number(text);
}

function argumentsOrUsage() {
  const one = { type: 'string' };
  const many = { type: 'string', multiple: true };
  try {
    return parseArgs({
      options: {
        ...{ out: one, product: one, version: one, counter: one, part: many, hardware: many, created: one },
        ...{
          'block-size': one,
          salt: one,
          key: many,
          threshold: one,
          'passphrase-file': one,
          help: { type: 'boolean' },
        },
      },
      allowPositionals: true,
    });
  } catch (error) {
    return misuse(error.message);
  }
}

function misuse(problem) {
  process.stderr.write(`${problem}\n${USAGE}`);
  process.exit(2);
}
