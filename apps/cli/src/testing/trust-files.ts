import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publicTeamKey } from '@twinbank/keys';
import { encodePackage, packRelease } from '@twinbank/package';

/** The keys of the seeds 01 … 01 and 02 … 02, sealed by {@link PASSPHRASE} in so few rounds that tests are quick. Good for nothing else. */
export const KEY_FILES = ['one.key.json', 'two.key.json'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
) as [string, string];
export const PASSPHRASE = 'correct horse battery';

let folder: string | undefined;
let count = 0;

/** A name in a folder for this file of tests, which nothing has yet. */
export function freshFile(end = 'json'): string {
  folder ??= mkdtempSync(join(tmpdir(), 'twinbank-cli-trust-'));
  return join(folder, `${(count += 1)}.${end}`);
}

/** Removes what {@link freshFile} named. */
export function removeFreshFiles(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
}

/** A copy of the first key. */
export function copiedKey(): string {
  const path = freshFile();
  copyFileSync(KEY_FILES[0], path);
  return path;
}

/** A package that nobody has signed. */
export function unsignedPackage(imageFile: string): string {
  const path = freshFile('twp');
  const release = packRelease({
    ...{ product: 'motor', version: '1.1.0', counter: 2, parts: ['STM32G484'], hardware: ['A'], createdMs: 0 },
    code: new Uint8Array(readFileSync(imageFile)),
  });
  writeFileSync(path, encodePackage(release));
  return path;
}

/** A policy that nobody has signed, by which the first key signs. */
export function unsignedPolicy(change: object = {}): string {
  const path = freshFile();
  const jwk = publicTeamKey(readFileSync(KEY_FILES[0], 'utf8'));
  const policy = { product: 'motor', sequence: 2, keys: [{ name: 'release', jwk }], threshold: 1, serverKey: false };
  writeFileSync(path, JSON.stringify({ ...policy, ...change }));
  return path;
}

/** A key set for which the first key signs everything, and that nobody has signed. */
export function unsignedKeySetFile(change: object = {}): string {
  const path = freshFile();
  const { x } = publicTeamKey(readFileSync(KEY_FILES[0], 'utf8'));
  const set = {
    ...{ format: 1, product: 'motor', version: 1, issuedAtMs: 1000, expiresAtMs: 1_099_511_627_000_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1, keys: [{ x, uses: ['root', 'manifest', 'ticket'] }] },
  };
  const keySet = Buffer.from(JSON.stringify({ ...set, ...change })).toString('base64url');
  writeFileSync(path, JSON.stringify({ keySet, signatures: [] }));
  return path;
}

/** The set of {@link unsignedKeySetFile}, signed by the first key. */
export const SIGNED_KEY_SET = JSON.parse(readFileSync(new URL('set-1.json', import.meta.url), 'utf8')) as {
  readonly keySet: string;
  readonly signatures: readonly object[];
};

/** A file with {@link SIGNED_KEY_SET}. */
export function writtenKeySet(): string {
  const path = freshFile();
  writeFileSync(path, JSON.stringify(SIGNED_KEY_SET));
  return path;
}
