import { CODE_ADDRESS, codeSection, decodeManifest, encodeManifest, type Manifest } from '@twinbank/image';
import {
  findingOf,
  inspectImage,
  secretFindings,
  type Finding,
  type ImageDescriptor,
  type ProgramFacts,
} from '@twinbank/inspect';
import { PARTS, type PartName } from '@twinbank/parts';
import { isFault } from '@twinbank/primitives';
import { faultOf, readJsonObject } from '@twinbank/protocol';

import { factsIn } from './carried-facts.js';
import { checkContents, checkDescribed, codeOf } from './contents.js';
import type { PackageDocument } from './documents.js';
import { PAYLOAD_BYTES_MAX, type ReleasePackage } from './package-format.js';
import { compactOf, verifySignatures, type Signers } from './signature.js';

/** A package that devices of its parts will take, if they hold the key of its first signature. */
export interface VerifiedPackage {
  readonly manifest: Manifest;
  readonly stream: Uint8Array;
  /** The image of the bank. */
  readonly code: Uint8Array;
  /** The manifest with the first signature, as devices get it. */
  readonly jws: string;
  /** The ids of the keys that signed, in the order of the signatures. */
  readonly signers: readonly string[];
  readonly descriptor?: ImageDescriptor;
  /** What is doubtful about the image without making it unusable. */
  readonly findings: readonly Finding[];
  /** What goes with the release and not to its devices. */
  readonly documents: readonly PackageDocument[];
  /** What it says of its program; undefined if it says nothing. */
  readonly facts?: ProgramFacts;
}

/**
 * Checks a package: its signatures; its manifest as a device reads it; each digest; the image as a device inspects it, for each
 * part. Not checked is what depends on the device: whether it holds the key, its hardware revision, its counter, its boot ROM, and for a
 * live swap what it runs.
 *
 * @throws Fault of the signatures `signature_algorithm`, `signature_repeated`, `signing_key_unknown`, `signature_invalid`,
 * `signatures_missing`; of the manifest `manifest_malformed`; of the contents `package_invalid`, `package_digest_mismatch`,
 * `package_contradicts_image`, `image_linked_elsewhere`, `no_room`; and what inspection finds of the image
 */
export function verifyPackage(release: ReleasePackage, signers: Signers): VerifiedPackage {
  const ids = verifySignatures(release, signers);
  const { manifest, code, descriptor, ...more } = verifyContents(release);
  return {
    ...{ manifest, stream: release.stream, code, ...more },
    ...(descriptor && { descriptor }),
    jws: compactOf(release, release.signatures[0]!),
    signers: ids,
  };
}

/**
 * Checks all of a package but its signatures, before it is signed.
 *
 * @throws Fault as {@link verifyPackage}
 */
export function verifyContents({
  payload,
  stream,
  documents = [],
}: ReleasePackage): Omit<VerifiedPackage, 'stream' | 'jws' | 'signers'> {
  const manifest = readManifest(payload);
  checkContents(manifest, stream);
  const { address } = codeSection(manifest);
  if (address !== CODE_ADDRESS)
    throw faultOf('image_linked_elsewhere', `the code belongs to 0x${address.toString(16)}, not to 0x8000000`);
  checkDescribed(manifest, stream);
  const code = codeOf(manifest, stream);
  const inspected = manifest.parts.map((part) => inspectFor(part, manifest, code));
  const { descriptor, findings } = inspected[0]!;
  const facts = factsIn(documents);
  return {
    ...{ manifest, code, documents },
    findings: [...(facts ? [findingOf('facts_carried')] : []), ...findings, ...secretFindings(code)],
    ...(facts && { facts }),
    ...(descriptor && { descriptor }),
  };
}

function inspectFor(part: PartName, manifest: Manifest, code: Uint8Array) {
  const { imageBytesMax, blockBytesMax } = PARTS[part];
  if (code.length > imageBytesMax)
    throw faultOf('no_room', `the image has ${code.length} bytes; ${part} has room for ${imageBytesMax}`);
  if (manifest.blockSize > blockBytesMax)
    throw faultOf('no_room', `blocks have ${manifest.blockSize} bytes; ${part} takes ${blockBytesMax} at most`);
  const { version, counter } = manifest;
  const inspected = inspectImage(code, part, { version, counter });
  const [fault] = inspected.faults;
  if (fault) throw fault;
  return inspected;
}

/**
 * The manifest, if it says each thing in the one way in which it is written. A `null` where something may be left out, say, is read as
 * left out here, and perhaps as zero by a device that was built otherwise; yet both would check the same signature.
 */
function readManifest(payload: Uint8Array): Manifest {
  const said = readPayload(payload);
  const manifest = decodeManifest(said);
  if (inOrder(encodeManifest(manifest)) === inOrder(said)) return manifest;
  throw faultOf(
    'manifest_malformed',
    'the manifest has a field that is null, or a value that is not written in the usual way',
  );
}

/** JSON of a value whatever the order of its fields was. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_name, one: unknown) =>
    typeof one !== 'object' || one === null || Array.isArray(one)
      ? one
      : Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))),
  );

function readPayload(payload: Uint8Array): Record<string, unknown> {
  try {
    return readJsonObject(payload, PAYLOAD_BYTES_MAX);
  } catch (error) {
    if (isFault(error)) throw faultOf('manifest_malformed', error.detail);
    throw error;
  }
}
