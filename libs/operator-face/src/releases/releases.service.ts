import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';

import { Inject, Injectable } from '@nestjs/common';

import type { Actor, Command } from '@twinbank/access';
import type { BlobStore } from '@twinbank/blobs';
import type { Product, Release, ReleaseChange, ReleaseDraft } from '@twinbank/database';
import {
  buildRelease,
  codeSection,
  encodeManifest,
  revisionsOf,
  SALT_BYTES,
  type Manifest,
  type Release as Built,
} from '@twinbank/image';
import type { LiveUpdate } from '@twinbank/inspect';
import { agentFault, boundedFacts, findingsOfFile, type FileFindings } from '@twinbank/intake';
import { JwsSigner, serverMaySign, sha256, type KeyRing, type SigningKey } from '@twinbank/keys';
import { PARTS } from '@twinbank/parts';
import { BLOBS, CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import { isFault, toHex, utf8, type Clock } from '@twinbank/primitives';
import { faultOf, LIMITS } from '@twinbank/protocol';
import { decodeManifestJws, packFacts, signerOf, signManifest, type StoredFacts } from '@twinbank/stored-releases';

import { OperatorData } from '../auth/operator-data.js';
import type { ReleaseRequest } from './release.dto.js';
import { packageFor, boundCompanions } from './signed-package.js';

/** A release by its product and version. */
type Named = Pick<Release, 'product' | 'version'>;

/** A release that is signed already, or that the server signs when it is stored. */
interface BuiltRelease extends Built {
  readonly jws?: string;
  /** Signs its manifest, unless that is signed already. */
  readonly key?: SigningKey;
}

/** What is written down of an upload beside the release itself. */
type Seen = Pick<ReleaseDraft, 'file' | 'findings' | 'signing' | 'signedBy' | 'upload'> & {
  /** What is known of its program, if the file says something of it. */
  readonly facts?: StoredFacts | undefined;
};

/** A release, and whether it was this upload that made it. */
export interface Kept {
  readonly release: Release;
  readonly created: boolean;
}

const RELEASE_SALT_BYTES = 32;

/** A file, who sent it, and the upload that it is if it came in several requests. */
interface Sent {
  readonly file: Uint8Array;
  /** The linker map beside it; it is read, and not kept. */
  readonly map?: Uint8Array | undefined;
  readonly by: Actor;
  readonly upload?: string | undefined;
}

/** Creates, shows and withdraws releases. Reading uploads is in upload.ts. */
@Injectable()
export class ReleasesService {
  /** By the id of the key. */
  private readonly signers = new Map<string, Promise<JwsSigner>>();

  constructor(
    private readonly data: OperatorData,
    private readonly bus: EventBus,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /**
   * Creates a release from an image: checks the image as a device would, signs its manifest, stores its stream
   * encrypted. If the same upload comes again (same product, version, counter, hardware, block size and bytes), returns
   * the existing release, because a client that got no answer tries again.
   *
   * @throws Fault `release_exists`, `counter_too_low`, `image_empty`, `image_too_large`, `image_not_bootable`,
   * `image_linked_elsewhere`, `image_mismatch`, `image_wrong_format`,
   * `release_unsigned`, `manifest_key_missing`, `intel_hex_invalid`, `s_record_invalid`, `place_unknown`, `image_without_agent`, `request_invalid`;
   * of an ELF file `elf_foreign`, `elf_truncated`, `elf_invalid`, `elf_overlapping`, `elf_too_large`; of a linker map `map_invalid`, `map_too_large`, `map_mismatch`
   */
  async create(product: Product, request: ReleaseRequest, { file, map, by, upload }: Sent): Promise<Kept> {
    if (!product.signing.serverKey)
      throw faultOf('release_unsigned', `releases of ${product.name} are signed by its team: upload a package`);
    const { manifestKeys } = this.keyRing;
    if (manifestKeys.length === 0) throw noKey();
    const key = manifestKeys.find(({ publicJwk }) => serverMaySign(product.signing, publicJwk));
    if (!key)
      throw faultOf(
        'release_unsigned',
        `key set ${product.signing.keySet?.version} of ${product.name} does not name this server’s key: upload a package`,
      );
    this.checkOrder(product, request);
    const { image, live, findings, facts } = imageIn({ file, map }, product, request);
    const built = this.build(product, request, { image, live });
    boundCompanions(built.manifest);
    const existing = await this.data.releases.find(product.name, request.version);
    if (existing) return { release: this.repeated(existing, built), created: false };
    await this.checkCounter(product.name, request.counter);
    const seen = {
      file: { length: file.length, sha256: toHex(sha256(file)) },
      ...{ findings, signing: product.signing, facts: packFacts(facts), upload },
    };
    const kept = await this.keep({ ...built, key }, seen, by);
    this.bus.recorded();
    return kept;
  }

  /**
   * Creates a release from a package that its team has signed: checks it by the product's policy and as a device would, and stores
   * it as it is. The same package again gives the release that is there.
   *
   * @throws Fault as {@link packageFor}; `release_exists`, `counter_too_low`, `image_without_agent`
   */
  async createSigned(product: Product, { file, by, upload }: Sent): Promise<Kept> {
    const built = packageFor(product, file);
    const { manifest, descriptor, findings, signers, facts } = built;
    const absent = agentFault(product.agent, descriptor);
    if (absent) throw absent;
    const existing = await this.data.releases.find(product.name, manifest.version);
    if (existing) return { release: this.repeated(existing, built), created: false };
    await this.checkCounter(product.name, manifest.counter);
    // As of a file that is read here: what can be compared, in the RAM of the part.
    const read = facts && boundedFacts(facts, product.part);
    const seen = {
      file: { length: file.length, sha256: toHex(sha256(file)) },
      ...{ findings: [...findings, ...(read?.findings ?? [])], facts: packFacts(read?.facts) },
      ...{ signing: product.signing, signedBy: signers, upload },
    };
    const kept = await this.keep({ manifest, stream: built.stream, jws: built.jws }, seen, by);
    this.bus.recorded();
    return kept;
  }

  /** @throws Fault `release_unknown` */
  get(product: string, version: string): Promise<Release> {
    return this.data.releases.get(product, version);
  }

  /** Changes what is written down about a release. @throws Fault `release_unknown`, `precondition_failed` */
  async change({ product, version }: Named, change: ReleaseChange, order: Omit<Command, 'nowMs'>): Promise<Release> {
    const command = { ...order, nowMs: this.clock.nowMs() };
    const release = await this.data.releases.change(product, version, change, command);
    this.bus.recorded();
    return release;
  }

  /**
   * Withdraws a release: no campaign can use it any more.
   *
   * @throws Fault `release_unknown`, `release_in_use`, `precondition_failed`
   */
  async withdraw({ product, version }: Named, order: Omit<Command, 'nowMs'>): Promise<Release> {
    const release = await this.data.releases.withdraw(product, version, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return release;
  }

  private checkOrder(product: Product, request: ReleaseRequest): void {
    const { blockSize = 0 } = request;
    if (request.product !== undefined && request.product !== product.name) {
      throw faultOf('request_invalid', `the upload is tagged for ${request.product}, not for ${product.name}`, {
        field: 'product',
      });
    }
    const { blockBytesMax } = PARTS[product.part];
    if (blockSize > blockBytesMax)
      throw faultOf('request_invalid', `${product.part} takes blocks of at most ${blockBytesMax} bytes`, {
        field: 'blockSize',
      });
  }

  private async checkCounter(product: string, counter: number): Promise<void> {
    const floor = await this.data.releases.highestCounter(product);
    if (floor !== undefined && counter < floor)
      throw faultOf('counter_too_low', `the counter is ${counter}; ${product} is at ${floor} already`, {
        counter: floor,
      });
  }

  private build(
    product: Product,
    request: ReleaseRequest,
    { image, live }: { image: Uint8Array; live: LiveUpdate | undefined },
  ): Built {
    return buildRelease({
      product: product.name,
      version: request.version,
      counter: request.counter,
      parts: [product.part],
      hardware: request.hardware ? revisionsOf(request.hardware, product.hardware) : product.hardware,
      code: image,
      ...(request.blockSize !== undefined && { blockSize: request.blockSize }),
      ...(request.upgradesFrom !== undefined && { upgradesFrom: request.upgradesFrom }),
      ...(request.bootRomMin !== undefined && { bootRomMin: request.bootRomMin }),
      ...live,
      plaintextSalt: new Uint8Array(randomBytes(SALT_BYTES)),
      createdMs: this.clock.nowMs(),
    });
  }

  /**
   * Stores the stream and the row of a release: first a note that the blob is coming, then the blob, then the row,
   * which removes the note; what is known of its program in the same way. If this is interrupted at any point, either a row
   * names a blob, or the note tells the sweep to remove it. What happens where the same stream is uploaded twice at once is in
   * docs/adr/0071.
   */
  private async keep(built: BuiltRelease, { facts, ...seen }: Seen, by: Actor): Promise<Kept> {
    const draft = {
      ...(await this.draftOf(built)),
      ...seen,
      ...(facts && { factsKey: facts.key, factsBytes: facts.bytes.length }),
    };
    const { product, version, blobKey } = draft;
    const contents = [
      { key: blobKey, bytes: built.stream, maxBytes: LIMITS.streamBytesMax },
      ...(facts ? [facts] : []),
    ];
    const intendedMs = this.clock.nowMs();
    for (const { key } of contents) await this.data.releases.intendBlob(key, intendedMs);
    try {
      for (const { bytes, maxBytes } of contents) await this.blobs.put([bytes], { maxBytes });
      const isStored = (key: string): Promise<boolean> => this.blobs.has(key);
      const release = await this.data.releases.create(draft, { by, nowMs: this.clock.nowMs() }, isStored);
      return { release, created: true };
    } catch (error) {
      // After an outage of the database the row may have been written, and then it names this blob, so nothing is
      // given up. If nobody can tell, the sweep finds out later.
      const outage = isFault(error, 'overloaded');
      if (isFault(error) && !outage) await this.giveUp(contents, intendedMs);
      if (!outage && !isFault(error, 'release_exists') && !isFault(error, 'conflict')) throw error;
      const found = await this.data.releases.find(product, version).catch(() => undefined);
      if (!found) throw error;
      return { release: this.repeated(found, built), created: outage };
    }
  }

  /**
   * Returns the existing release if the upload is the same: a package with the same manifest and signature, or an image of which the
   * server has made the release. Devices may hold a team's key and not the server's, so a team's release is not what an image asked for.
   *
   * @throws Fault `release_exists` if it is a different one, or if the existing one was withdrawn
   */
  private repeated(existing: Release, { manifest, jws }: BuiltRelease): Release {
    const { product, version, counter, blockSize, hardware } = manifest;
    const code = codeSection(manifest);
    const signedAlike =
      jws === undefined
        ? this.keyRing.manifestKeys.some(({ kid }) => kid === signerOf(existing.manifestJws))
        : existing.manifestJws === jws;
    const same =
      existing.state === 'available' &&
      signedAlike &&
      existing.counter === counter &&
      existing.blockSize === blockSize &&
      saysAlike(decodeManifestJws(existing.manifestJws), encodeManifest(manifest)) &&
      existing.codeLength === code.length &&
      existing.codeDigest === toHex(code.sha256) &&
      isDeepStrictEqual([...existing.hardware].sort(), [...hardware].sort());
    if (!same) throw faultOf('release_exists', `${product} has a release ${version} already`);
    return existing;
  }

  /**
   * Removes the blobs of a refused upload, unless another upload of the same stream has begun since: then that one takes them or gives them up.
   * It is tried only once, because the sweep removes what is left.
   */
  private async giveUp(contents: readonly { readonly key: string }[], intendedMs: number): Promise<void> {
    const terms = { intendedBeforeMs: intendedMs + 1 };
    for (const { key } of contents) await this.data.releases.dropBlob(key, this.blobs, terms).catch(() => undefined);
  }

  private async sign(manifest: Manifest, key: SigningKey | undefined): Promise<string> {
    if (!key) throw noKey();
    const signer = this.signers.get(key.kid) ?? JwsSigner.of(key);
    this.signers.set(key.kid, signer);
    return (await signManifest(await signer, manifest)).jws;
  }

  private async draftOf({ manifest, stream, jws, key }: BuiltRelease): Promise<Omit<ReleaseDraft, keyof Seen>> {
    const { product, version, counter, blockSize, streamLength, hardware } = manifest;
    const manifestJws = jws ?? (await this.sign(manifest, key));
    const manifestDigest = toHex(sha256(utf8(manifestJws)));
    const releaseSalt = new Uint8Array(randomBytes(RELEASE_SALT_BYTES));
    const code = codeSection(manifest);
    const bytes = { codeDigest: toHex(code.sha256), codeLength: code.length, blobKey: toHex(sha256(stream)) };
    return {
      product,
      version,
      counter,
      manifestJws,
      manifestDigest,
      releaseSalt,
      blockSize,
      streamLength,
      hardware,
      ...bytes,
    };
  }
}

const noKey = (): Error =>
  faultOf('manifest_key_missing', 'this server signs nothing: upload a package that a team has signed');

/** What a manifest says beside the image, and what an upload says of it. */
const TOLD = ['upgradesFrom', 'bootRomMin', 'swapSection', 'ramLayout', 'postUpdateEntry'] as const;

const saysAlike = (existing: Record<string, unknown>, built: Record<string, unknown>): boolean =>
  TOLD.every((field) => isDeepStrictEqual(existing[field], built[field]));

/** The image in a file, checked as its devices will: one that they would refuse is not stored. */
function imageIn(
  { file, map }: Pick<Sent, 'file' | 'map'>,
  { part, agent }: Product,
  { version, counter, versionAt, swapSectionAt, runOnceAt, isrCopiesAt, ramLayout }: ReleaseRequest,
): FileFindings & { readonly image: Uint8Array } {
  const declared = {
    ...{ part, agent, version, counter, swapSectionAt, runOnceAt, isrCopiesAt, ramLayout },
    ...(versionAt !== undefined && { versionAt }),
    ...(map && { map }),
  };
  const { faults, image, ...found } = findingsOfFile(file, declared);
  const [first] = faults;
  if (first || !image) throw first ?? faultOf('image_empty');
  return { ...found, faults, image };
}
