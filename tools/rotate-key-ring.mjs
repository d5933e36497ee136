/**
 * Adds an epoch to the master keys of a key ring, for devices provisioned from now on. The file is replaced in one
 * step, with mode 0600; the old one remains beside it as FILE.bak (the one of the change before is written over). Restart the servers afterwards.
 *
 *   node tools/rotate-key-ring.mjs FILE
 *   node tools/rotate-key-ring.mjs --operator-key FILE
 *   node tools/rotate-key-ring.mjs --next-ticket-key FILE
 *   node tools/rotate-key-ring.mjs --next-manifest-key FILE
 *   node tools/rotate-key-ring.mjs --drop-manifest-key FILE
 *   node tools/rotate-key-ring.mjs --help
 *
 * With --operator-key, the key that earlier servers signed operator tokens with is replaced instead: all signed tokens become
 * invalid, and nothing else changes. With --next-ticket-key or --next-manifest-key, a key is added that signs once the key sets of products
 * name it in place of the one before, which stays for devices that know no other (docs/keys.md). With --drop-manifest-key, the key with which the server signs releases is taken out: only teams
 * sign then (docs/keys.md), and out of FILE.bak, too. The old file remains as FILE.with-manifest-key, which nothing writes over: keep that
 * offline, or destroy it.
 */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';

import {
  currentMaster,
  parseKeyRing,
  renewOperatorKey,
  rotateKeyRingText,
  withNextManifestKey,
  withNextTicketKey,
  withoutManifestKey,
} from '@twinbank/keys';

import {
  custodyOfText,
  keepSecret,
  random,
  replaceSecret,
  ringIn,
  settleFolderOf,
  TOKEN_OPTIONS,
  writeSecret,
} from './custody/ring-custody.mjs';
import './sources/reader-gone.mjs';

const USAGE = `usage: node tools/rotate-key-ring.mjs [--operator-key | --next-ticket-key | --next-manifest-key | --drop-manifest-key] FILE

Adds an epoch to the master keys of a key ring; the old file stays beside it as FILE.bak. Restart the servers afterwards.
  --operator-key  makes the key anew that earlier servers signed operators' tokens with instead: all signed ones end
  --next-ticket-key  adds a key for tickets instead. It signs for a product once its key set names it and not the
                     one before; that stays, because devices without root keys know no other
  --next-manifest-key  the same for the key that signs releases
  --drop-manifest-key  takes out the key that signs releases instead, of FILE.bak, too: the servers sign none any
                       more. The old file stays as FILE.with-manifest-key, which is never written over

  --module FILE, --pin-file FILE  PKCS #11 module and PIN of the token that sealed the ring, where one did; else
                     KEY_TOKEN_MODULE and KEY_TOKEN_PIN_FILE. The new ring is sealed as the old one was

A run that was interrupted leaves the old ring or the new one; give the same command again. Of an added key the id is
printed: where it was not, look at GET /server-keys before you add another.

  node tools/rotate-key-ring.mjs --next-ticket-key .twinbank/key-ring.json
`;
const { values, positionals } = argumentsOrUsage();
const [path, ...rest] = positionals;
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (path === undefined || rest.length > 0) refuse('name one FILE');
const asked = ['operator-key', 'next-ticket-key', 'next-manifest-key', 'drop-manifest-key'].filter(
  (name) => values[name],
);
if (asked.length > 1) refuse('one thing at a time');
const what = asked[0] ?? 'epoch';
const drop = what === 'drop-manifest-key';
const CHANGES = {
  epoch: rotateKeyRingText,
  'operator-key': renewOperatorKey,
  'next-ticket-key': withNextTicketKey,
  'next-manifest-key': withNextManifestKey,
  'drop-manifest-key': withoutManifestKey,
};
const kept = `${path}.with-manifest-key`;
try {
  const stored = readFileSync(path, 'utf8');
  // Sealed by a token, it is opened and sealed again: neither the ring nor its copies are on the disk as they are.
  const custody = custodyOfText(stored, values);
  const old = await custody.open(stored);
  const text = CHANGES[what](old, random);
  const ring = await parseKeyRing(text);
  if (!drop) await requireNoOnlyCopy(old);
  // The ring stays as it is until all else is on the disk; whatever a run leaves that breaks off, the next one goes on from it.
  writeSecret(`${path}.new`, await custody.store(text));
  let left = '';
  if (drop) {
    keep(stored);
    left = await dropFromCopy(old, custody);
  } else replaceSecret(`${path}.bak`, stored);
  renameSync(`${path}.new`, path);
  settleFolderOf(path);
  process.stdout.write(`${path}: ${changed(ring)}${left}\n`);
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exit(1);
}

/** Keeps the ring with its manifest key, whole, and never over another ring. That of a run that broke off is this very ring. */
function keep(stored) {
  try {
    keepSecret(
      kept,
      stored,
      `${kept} holds another ring, perhaps the only copy of its manifest key; move it away first`,
    );
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw error;
  }
}

/**
 * The copy of the change before has the key, too: whoever steals the server must not find it there. It is taken out of the copy, as it is
 * kept. A copy with another key, perhaps the only one, stays as it is; returns what is to be said of that.
 */
async function dropFromCopy(old, custody) {
  if (!existsSync(`${path}.bak`)) return '';
  const text = await ringIn(`${path}.bak`, values);
  const copy = await parseKeyRing(text).catch(() => undefined);
  if (!copy?.manifestKey) return '';
  const kept = new Set((await parseKeyRing(old)).manifestKeys.map(({ kid }) => kid));
  if (!copy.manifestKeys.every(({ kid }) => kept.has(kid)))
    return `; ${path}.bak has another one: move it away from this machine, too`;
  replaceSecret(`${path}.bak`, await custody.store(withoutManifestKey(text)));
  return '';
}

/** A copy that has a manifest key, of a ring that has none, may be the only one: it is not written over. */
async function requireNoOnlyCopy(ring) {
  if ((await parseKeyRing(ring)).manifestKey || !existsSync(`${path}.bak`)) return;
  const copy = await parseKeyRing(await ringIn(`${path}.bak`, values)).catch(() => undefined);
  if (copy?.manifestKey) throw new Error(`${path}.bak has the manifest key that this ring has not; move it away first`);
}

function changed(ring) {
  if (what === 'operator-key')
    return 'new operator key; no operator’s token that an earlier server signed works any more';
  if (drop) return `no manifest key any more; ${kept} still has it: keep that offline, or destroy it`;
  if (what === 'next-ticket-key') return added('tickets', ring.ticketKeys);
  if (what === 'next-manifest-key') return added('releases', ring.manifestKeys);
  return `epoch ${currentMaster(ring).epoch} added; devices provisioned from now on belong to it`;
}

function added(of, keys) {
  return `key ${keys.length} for ${of} added, ${keys.at(-1).kid}; restart every server, then have a key set name it beside the one before`;
}

function argumentsOrUsage() {
  try {
    return parseArgs({
      options: {
        'operator-key': { type: 'boolean' },
        'next-ticket-key': { type: 'boolean' },
        'next-manifest-key': { type: 'boolean' },
        'drop-manifest-key': { type: 'boolean' },
        ...TOKEN_OPTIONS,
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
