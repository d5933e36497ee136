/**
 * Adds an epoch to the master keys of a key ring, for devices that are provisioned from now on. The file is replaced in one
 * step, with mode 0600; the old one stays beside it as FILE.bak. Restart the servers afterwards.
 *
 *   node tools/rotate-key-ring.mjs FILE
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, openSync, closeSync, fsyncSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

import { currentMaster, parseKeyRing, rotateKeyRingText } from '@twinbank/keys';

const [path, ...rest] = process.argv.slice(2);
if (path === undefined || path.startsWith('-') || rest.length > 0) {
  process.stderr.write('usage: node tools/rotate-key-ring.mjs FILE\n');
  process.exit(2);
}
try {
  const text = rotateKeyRingText(readFileSync(path, 'utf8'), (length) => new Uint8Array(randomBytes(length)));
  const { epoch } = currentMaster(await parseKeyRing(text));
  copyFileSync(path, `${path}.bak`);
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'wx', 0o600);
  writeFileSync(file, text);
  fsyncSync(file);
  closeSync(file);
  renameSync(fresh, path);
  process.stdout.write(`${path}: epoch ${epoch} added; devices provisioned from now on belong to it\n`);
} catch (error) {
  process.stderr.write(`${path}: ${error.message}\n`);
  process.exit(1);
}
