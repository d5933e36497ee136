import { buildRelease, encodeManifest, imageWith, paddedImage, SALT_BYTES, type ReleaseInputs } from '@twinbank/image';
import { describedBy, inspectImage, parseImageDescriptor, type LiveUpdate } from '@twinbank/inspect';
import { hkdfSha256, sha256 } from '@twinbank/keys';
import { lengthPrefixed, utf8 } from '@twinbank/primitives';

import type { PackageDocument } from './documents.js';
import { readParts } from './pack-options.js';
import type { ReleasePackage } from './package-format.js';

/** What a package is made of: an image, and what a team says of it. */
export type PackInputs = Omit<ReleaseInputs, 'plaintextSalt' | keyof LiveUpdate> & {
  /** What a live swap needs of an image that has no descriptor; what a descriptor says comes first. */
  readonly live?: LiveUpdate;
  /** 64 bytes; without it, {@link derivedSalt}. */
  readonly plaintextSalt?: Uint8Array;
  /** What goes with the release and not to its devices; in the order of their kinds. */
  readonly documents?: readonly PackageDocument[];
};

/**
 * Packs an image as a release, without a signature yet. What the image's descriptor says of its swap section, RAM layout
 * and run-once code goes into the manifest. The same inputs give the same bytes.
 *
 * @throws Fault `part_unknown`, `image_empty`, `image_too_large`, `request_invalid`; and what inspection finds of the image, for each part
 *
 * @example
 * ```ts
 * import { packRelease } from '@twinbank/package';
 * import { isFault } from '@twinbank/primitives';
 *
 * const named = { product: 'motor-g4', version: '1.1.0', counter: 2, parts: ['STM32G484'], hardware: ['A'] } as const;
 * try {
 *   packRelease({ ...named, code: new Uint8Array(1024), createdMs: 0 });
 * } catch (error) {
 *   console.log(isFault(error) && error.code); // image_not_bootable
 * }
 * ```
 */
export function packRelease({ live, documents = [], ...inputs }: PackInputs): ReleasePackage {
  const { version, counter } = inputs;
  const isDescribed = parseImageDescriptor(inputs.code) !== undefined;
  const { interruptCode = [], ...told } = (isDescribed ? undefined : live) ?? {};
  const code = imageWith(inputs.code, [...(inputs.extras ?? []), ...interruptCode]);
  for (const part of readParts(inputs.parts)) {
    const [fault] = inspectImage(code, part, { version, counter }).faults;
    if (fault) throw fault;
  }
  const descriptor = parseImageDescriptor(code);
  const { manifest, stream } = buildRelease({
    ...{ ...inputs, code, extras: [] },
    ...(descriptor ? describedBy(descriptor) : told),
    plaintextSalt: inputs.plaintextSalt ?? derivedSalt({ ...inputs, code }),
  });
  const payload = utf8(JSON.stringify(encodeManifest(manifest)));
  return { signatures: [], payload, stream, ...(documents.length > 0 && { documents }) };
}

/**
 * The salt of a package whose team names none, so that the same inputs give the same package: HKDF-SHA256 of the image's
 * digest, with product, version, counter and time. No two releases of a team have one in common. It need not be secret:
 * what is encrypted for a device never repeats, whatever the salt (docs/keys.md).
 */
export function derivedSalt({
  product,
  version,
  counter,
  code,
  createdMs,
}: Pick<PackInputs, 'product' | 'version' | 'counter' | 'code' | 'createdMs'>): Uint8Array {
  const said = [product, version, String(counter), String(createdMs)];
  return hkdfSha256({
    secret: sha256(paddedImage(code)),
    salt: new Uint8Array(0),
    info: lengthPrefixed('twinbank/1 package salt', ...said),
    length: SALT_BYTES,
  });
}
