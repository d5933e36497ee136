/**
 * Adds an epoch to the master keys of a key ring, for devices provisioned from now on. The file is replaced in one
 * step, with mode 0600; the old one remains beside it as FILE.bak (the one of the change before is written over). Restart the servers afterwards.
 *
 *   node tools/rotate-key-ring.mjs FILE
 *   node tools/rotate-key-ring.mjs --operator-key FILE
 *   node tools/rotate-key-ring.mjs --drop-manifest-key FILE
 *   node tools/rotate-key-ring.mjs --help
 *
 * With --operator-key, the key that earlier servers signed operator tokens with is replaced instead: all signed tokens become
 * invalid, and nothing else changes. With --drop-manifest-key, the key with which the server signs releases is taken out: only teams
 * sign then (docs/keys.md). The old file remains as FILE.with-manifest-key, which nothing writes over: keep that offline, or destroy it.
 */
import { randomBytes } from 'node:crypto';
import {
  openSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { currentMaster, parseKeyRing, renewOperatorKey, rotateKeyRingText, withoutManifestKey } from '@twinbank/keys';

const USAGE = `usage: node tools/rotate-key-ring.mjs [--operator-key | --drop-manifest-key] FILE

Adds an epoch to the master keys of a key ring; the old file stays beside it as FILE.bak. Restart the servers afterwards.
  --operator-key  makes the key anew that earlier servers signed operators' tokens with instead: all signed ones end
  --drop-manifest-key  takes out the key that signs releases instead: the servers sign none any more. The old file
                       stays as FILE.with-manifest-key, which is never written over

A run that was interrupted leaves the old ring or the new one; give the same command again.
`;
const { values, positionals } = argumentsOrUsage();
const [path, ...rest] = positionals;
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}
if (path === undefined || rest.length > 0) refuse('name one FILE');
const [renew, drop] = ['operator-key', 'drop-manifest-key'].map((name) => values[name] ?? false);
if (renew && drop) refuse('one thing at a time');
const kept = `${path}.with-manifest-key`;
try {
  const random = (length) => new Uint8Array(randomBytes(length));
  const change = drop ? withoutManifestKey : renew ? renewOperatorKey : rotateKeyRingText;
  const old = readFileSync(path, 'utf8');
  const text = change(old, random);
  const { epoch } = currentMaster(await parseKeyRing(text));
  if (!drop) await requireNoOnlyCopy(old);
  // The ring stays as it is until all else is on the disk; whatever a run leaves that breaks off, the next one goes on from it.
  write(`${path}.new`, text);
  if (drop) keep(old);
  else replace(`${path}.bak`, old);
  renameSync(`${path}.new`, path);
  settle();
  process.stdout.write(`${path}: ${changed(epoch)}\n`);
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exit(1);
}

/** Writes a file for its owner alone, on the disk when this returns. What a run left that broke off is no use to anybody. */
function write(to, text) {
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
function replace(to, text) {
  write(`${to}.new`, text);
  renameSync(`${to}.new`, to);
}

/** Keeps the ring with its manifest key, whole, and never over another ring. That of a run that broke off is this very ring. */
function keep(old) {
  rmSync(`${kept}.new`, { force: true });
  if (existsSync(kept)) {
    if (readFileSync(kept, 'utf8') === old) return;
    rmSync(`${path}.new`, { force: true });
    throw new Error(`${kept} holds another ring, perhaps the only copy of its manifest key; move it away first`);
  }
  write(`${kept}.new`, old);
  // Unlike a renaming, this fails if somebody was quicker.
  linkSync(`${kept}.new`, kept);
  rmSync(`${kept}.new`);
}

/** Names are on the disk, too, where folders can be asked for that. */
function settle() {
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } catch {
    // Not on every file system.
  } finally {
    closeSync(folder);
  }
}

/** A copy that has a manifest key, of a ring that has none, may be the only one: it is not written over. */
async function requireNoOnlyCopy(ring) {
  if ((await parseKeyRing(ring)).manifestKey || !existsSync(`${path}.bak`)) return;
  const copy = await parseKeyRing(readFileSync(`${path}.bak`, 'utf8')).catch(() => undefined);
  if (copy?.manifestKey) throw new Error(`${path}.bak has the manifest key that this ring has not; move it away first`);
}

function changed(epoch) {
  if (renew) return 'new operator key; no operator’s token that an earlier server signed works any more';
  if (drop) return `no manifest key any more; ${kept} still has it: keep that offline, or destroy it`;
  return `epoch ${epoch} added; devices provisioned from now on belong to it`;
}

function argumentsOrUsage() {
  try {
    return parseArgs({
      options: {
        'operator-key': { type: 'boolean' },
        'drop-manifest-key': { type: 'boolean' },
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
