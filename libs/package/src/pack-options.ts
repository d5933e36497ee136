import { codeSection, describeStep, SALT_BYTES, type Manifest, type Section, type SwapPlan } from '@twinbank/image';
import { isPartName, PART_NAMES, type PartName } from '@twinbank/parts';
import { fromHex, toHex } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { PackageDocument } from './documents.js';

/** A moment with its zone: without one it would mean something else on each machine, and so would the package. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;
const SECONDS = /^\d{1,11}$/;

/**
 * When an image was built, in ms since 1970, from what somebody typed or else from the environment variable SOURCE_DATE_EPOCH (whole
 * seconds since 1970); undefined if neither says it.
 *
 * @throws Fault `request_invalid` if it is no ISO 8601 moment with a zone, or no number of seconds
 */
export function readCreated(typed: string | undefined, sourceDateEpoch?: string): number | undefined {
  if (typed === undefined) {
    if (sourceDateEpoch === undefined || sourceDateEpoch === '') return undefined;
    if (!SECONDS.test(sourceDateEpoch)) throw refuse('SOURCE_DATE_EPOCH is a number of seconds', 'created');
    return Number(sourceDateEpoch) * 1000;
  }
  const ms = INSTANT.test(typed) ? Date.parse(typed) : NaN;
  if (Number.isFinite(ms)) return ms;
  throw refuse('the time is ISO 8601 with a zone, such as 2026-11-22T12:00:00Z', 'created');
}

/**
 * The salt of a stream from hexadecimal digits.
 *
 * @throws Fault `request_invalid`
 */
export function readSalt(digits: string): Uint8Array {
  const salt = digits.length === 2 * SALT_BYTES ? fromHex(digits.toLowerCase()) : undefined;
  if (salt) return salt;
  throw refuse(`the salt has ${2 * SALT_BYTES} hexadecimal digits`, 'salt');
}

/**
 * The parts of a package by their names.
 *
 * @throws Fault `part_unknown`, which names it
 */
export function readParts(names: readonly string[]): PartName[] {
  return names.map((name) => {
    if (isPartName(name)) return name;
    throw faultOf('part_unknown', `there is no part ${name}; the parts are ${PART_NAMES.join(', ')}`, {
      field: 'parts',
    });
  });
}

/** What somebody is about to sign: everything in a manifest that they can judge, a line for each. */
export function describeManifest(manifest: Manifest): string {
  const { product, version, counter, parts, hardware, created, upgradesFrom, bootRomMin } = manifest;
  const { length, sha256 } = codeSection(manifest);
  const lines: [string, string][] = [
    ['product', product],
    ['version', version],
    ['counter', String(counter)],
    ['parts', parts.join(', ')],
    ['hardware', hardware.join(', ')],
    ['created', created],
    ...(upgradesFrom === undefined ? [] : ([['replaces', `${upgradesFrom} and newer`]] as [string, string][])),
    ...(bootRomMin === undefined ? [] : ([['boot ROM', `${bootRomMin} and newer`]] as [string, string][])),
    ['image', `${length} bytes, SHA-256 ${toHex(sha256)}`],
    ...describeSections(manifest).map((section): [string, string] => ['carries', section]),
    ...describePlans(manifest).map((line): [string, string] => ['plan', line]),
  ];
  return lines.map(([name, value]) => `${name.padEnd(9)}${value}\n`).join('');
}

/** What an image carries behind its code, as its manifest says it: a line for each, with kind, where it belongs, bytes, digest. */
export const describeSections = ({ sections }: Pick<Manifest, 'sections'>): string[] =>
  sections.slice(1).map(describeSection);

/** One of them; as well one that the table of an image names. */
export function describeSection(section: Omit<Section, 'crc32'>): string {
  const { type, length, address, sha256, target } = section;
  const place = type === 'config' || type === 'plan' ? '' : ` at 0x${address.toString(16).padStart(8, '0')}`;
  return `${type}${target === undefined ? '' : ` for ${target}`}${place}, ${length} bytes, SHA-256 ${toHex(sha256)}`;
}

/** What the plans of a release do, a line for each image that they are for and for each step. */
export function describePlans({ plans = [] }: { readonly plans?: readonly SwapPlan[] | undefined }): string[] {
  return plans.flatMap(({ from, steps }) => [
    ...from.map((digest) => `live from the image with SHA-256 ${toHex(digest)}:`),
    ...(steps.length === 0 ? ['nothing is to be done'] : steps.map(describeStep)),
  ]);
}

/** The documents that go with a release, a line for each: what whoever signs it signs with it. */
export const describeDocuments = (documents: readonly PackageDocument[]): string[] =>
  documents.map(
    ({ kind, bytes, sha256 }) => `${kind}${bytes ? `, ${bytes.length} bytes` : ' beside it'}, SHA-256 ${toHex(sha256)}`,
  );

const refuse = (detail: string, field: string): Error => faultOf('request_invalid', detail, { field });
