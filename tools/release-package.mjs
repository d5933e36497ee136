/**
 * Packs and signs releases where a team keeps its key (docs/package-format.md, docs/keys.md), on built libs. No server is asked, and no
 * secret stands on the command line.
 *
 *   node tools/release-package.mjs key FILE
 *   node tools/release-package.mjs pack IMAGE.bin --out FILE --product P --version V --counter N --part PART --hardware A
 *   node tools/release-package.mjs sign FILE --key KEY
 *   node tools/release-package.mjs policy FILE --key KEY
 *   node tools/release-package.mjs verify FILE --key KEY… [--threshold N]
 *
 * Exit code 0: done. 1: refused; the fault is named. 2: the command line is wrong.
 */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';

import {
  JWS_TYPES,
  openTeamKey,
  publicTeamKey,
  readSigningPolicy,
  sealTeamKey,
  TEAM_KEY_FILE_MAX,
} from '../libs/keys/dist/index.js';
import {
  decodePackage,
  describeManifest,
  encodePackage,
  PACKAGE_BYTES_MAX,
  packRelease,
  policyDocument,
  policySignatures,
  readCreated,
  readParts,
  readSalt,
  signDocument,
  signPackage,
  verifyContents,
  verifyPackage,
} from '../libs/package/dist/index.js';

const USAGE = `usage: node tools/release-package.mjs key|pack|sign|policy|verify FILE [options]

key FILE      makes a key in a new FILE, encrypted by a passphrase; of a file that is there, shows the public key
pack IMAGE    packs a .bin image as a release, without a signature yet; the same options give the same bytes
  --out FILE  (new)  --product NAME  --version VERSION  --counter N  --part PART…  --hardware REVISION…
  --created   when it was built, ISO 8601 with a zone (2026-11-22T12:00:00Z); default SOURCE_DATE_EPOCH, else now
  --block-size BYTES  (4096)
  --upgrades-from VERSION  the oldest version that it replaces; by default any
  --salt      64 bytes in hexadecimal; by default derived from the rest
sign FILE     shows what is signed, and adds a signature by --key FILE to a package
policy FILE   shows who may sign a product's releases next, and adds a signature by --key FILE. FILE is the body of
              POST /products/{product}/signing in JSON, with product and sequence
verify FILE   checks a package as a server does, by the keys in --key FILE…; without any, all but its signatures
  --threshold how many different keys must have signed it (1)

The passphrase is asked for, or stands in --passphrase-file FILE or in TWINBANK_PASSPHRASE.
`;
/** Each command with the options that it takes; `help` besides. */
const COMMANDS = {
  key: [key, 'passphrase-file'],
  pack: [
    pack,
    'out',
    'product',
    'version',
    'counter',
    'part',
    'hardware',
    'created',
    'block-size',
    'salt',
    'upgrades-from',
  ],
  sign: [sign, 'key', 'passphrase-file'],
  policy: [policy, 'key', 'passphrase-file'],
  verify: [verify, 'key', 'threshold'],
};

const { values, positionals } = argumentsOrUsage();
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const [command, path, ...rest] = positionals;
if (!Object.hasOwn(COMMANDS, command ?? '') || path === undefined || rest.length > 0)
  misuse('name a command and one FILE');
const [run, ...takes] = COMMANDS[command];
const strange = Object.keys(values).find((name) => !takes.includes(name));
if (strange !== undefined) misuse(`${command} takes no --${strange}`);
try {
  await run();
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exit(1);
}

async function key() {
  // Never written over: a key that is lost cannot be made again.
  if (!existsSync(path)) write(path, await sealTeamKey(new Uint8Array(randomBytes(32)), await passphrase(true)), 0o600);
  process.stdout.write(`${JSON.stringify(publicTeamKey(readText(path)))}\n`);
}

function pack() {
  const { out, counter, version } = { out: needed('out'), counter: whole('counter'), version: needed('version') };
  const createdMs = readCreated(values.created, process.env.SOURCE_DATE_EPOCH);
  const release = packRelease({
    ...{ product: needed('product'), version, counter, parts: readParts(needed('part')), hardware: needed('hardware') },
    code: new Uint8Array(readFileSync(path)),
    createdMs: createdMs ?? Date.now(),
    ...(values['block-size'] !== undefined && { blockSize: whole('block-size') }),
    ...(values['upgrades-from'] !== undefined && { upgradesFrom: needed('upgrades-from') }),
    ...(values.salt !== undefined && { plaintextSalt: readSalt(values.salt) }),
  });
  verifyContents(release);
  write(out, encodePackage(release));
}

async function sign() {
  const release = readPackage();
  // What nobody would take is not signed.
  const { manifest } = verifyContents(release);
  const own = await keyFor(describeManifest(manifest));
  replace(encodePackage(await signPackage(release, own)));
  process.stdout.write(`${manifest.product} ${manifest.version}, counter ${manifest.counter}: signed by ${own.kid}\n`);
}

async function policy() {
  const { product, sequence, signatures = [], ...asked } = JSON.parse(readText(path));
  if (typeof product !== 'string' || !Number.isSafeInteger(sequence) || !Array.isArray(asked.keys))
    throw new Error('this is no policy with product, sequence and keys');
  const next = { ...readSigningPolicy({ threshold: 1, ...asked }), sequence };
  const unsigned = { product, ...next };
  const own = await keyFor(`${JSON.stringify(unsigned, null, 2)}\n`);
  const signed = await signDocument(policyDocument(unsigned, signatures), own, JWS_TYPES.signing);
  replace(`${JSON.stringify({ ...unsigned, signatures: policySignatures(signed) }, null, 2)}\n`);
  process.stdout.write(`${product}, policy ${sequence}: signed by ${own.kid}\n`);
}

/** The key of --key, once it was shown what is signed by it. */
async function keyFor(what) {
  const [file, ...more] = needed('key');
  if (more.length > 0) misuse('one --key signs at a time');
  const text = readText(file);
  process.stderr.write(`${what}signed by ${publicTeamKey(text).kid}\n`);
  return openTeamKey(text, await passphrase(false)).catch((error) => {
    throw new Error(`${file}: ${error.message}`);
  });
}

/** Puts other bytes in place of the file, in one step. */
function replace(bytes) {
  write(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}

function verify() {
  const release = readPackage();
  const keys = (values.key ?? []).map((file) => publicTeamKey(readText(file)));
  if (keys.length === 0 && values.threshold !== undefined) misuse('--threshold counts signatures by --key');
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

function readText(file) {
  if (statSync(file).size > TEAM_KEY_FILE_MAX) throw new Error(`${file} is no key: it is too long`);
  return readFileSync(file, 'utf8');
}

/** Writes a file that is not there yet; it is on the disk when this returns, or gone. */
function write(to, bytes, mode = 0o644) {
  const file = openSync(to, 'wx', mode);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } catch (error) {
    rmSync(to);
    throw error;
  } finally {
    closeSync(file);
  }
}

async function passphrase(isNew) {
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
          'upgrades-from': one,
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
