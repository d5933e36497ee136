import { createHash, randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { answerableOf, type Actor } from '@twinbank/access';
import type { BlobStore } from '@twinbank/blobs';
import type { Product, Upload } from '@twinbank/database';
import { atItsPace, discardRest, uploadFieldsOf, type UploadFields } from '@twinbank/http';
import { BLOBS, CLOCK } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { FAULTS, faultOf, isFaultCode, type FaultCode } from '@twinbank/protocol';

import { OperatorData } from '../../auth/operator-data.js';
import { bringsPackage } from '../package-upload.js';
import { ReleaseIntake } from '../release-intake.js';
import type { Kept } from '../releases.service.js';
import { uploadBytesMax } from '../upload-bounds.js';
import { dropPieces, PieceWriter, storedPieces, type PieceGround } from './pieces.js';
import { storedRequest } from './stored-request.js';

/** How long an upload may take from its first request to its last. */
export const UPLOAD_MS_MAX = 24 * 3600 * 1000;
/** Unfinished uploads: more than a person has machines, and than a team's build servers make at once. */
export const UPLOAD_BOUNDS = { ofOwner: 4, ofProject: 16, bytes: 128 * 1024 * 1024 };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const CONTENT_TYPE_LENGTH_MAX = 256;
/** Of refusals with a status below 500, those that say nothing of the upload: the same bytes may be taken later. */
const PASSING: ReadonlySet<string> = new Set<FaultCode>(['conflict', 'rate_limited', 'upload_unknown']);

/** An upload in the words of its address. */
export interface UploadNamed {
  readonly product: string;
  readonly id: string;
}

/** What became of a request that brought bytes. */
export type Appended =
  | { readonly upload: Upload }
  | { readonly kept: Kept }
  /** The whole is there, and is no release. */
  | { readonly refused: unknown };

/** Uploads in several requests, by the draft *Resumable Uploads for HTTP*; docs/adr/0217 says how it is used here. */
@Injectable()
export class ResumableUploads {
  private readonly ground: PieceGround;

  constructor(
    private readonly data: OperatorData,
    private readonly intake: ReleaseIntake,
    @Inject(BLOBS) private readonly blobs: BlobStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.ground = { data, blobs, clock };
  }

  /**
   * Begins an upload, and stores what its first request brings.
   *
   * @throws Fault `media_type_unsupported`, `request_invalid`, `image_too_large`, `uploads_unfinished`, `quota_exceeded`; as {@link append}
   */
  async begin(product: Product, request: FastifyRequest, by: Actor): Promise<Upload> {
    const { length, digest } = uploadFieldsOf(request.headers);
    const contentType = request.headers['content-type'] ?? '';
    if (!(request.isMultipart() || bringsPackage(request)) || contentType.length > CONTENT_TYPE_LENGTH_MAX)
      throw faultOf('media_type_unsupported', 'a release is uploaded as multipart/form-data or as a package');
    if (length === undefined || length < 1)
      throw faultOf('request_invalid', 'Upload-Length says how long the whole is', { field: 'Upload-Length' });
    const limit = uploadBytesMax(contentType);
    if (length > limit) throw faultOf('image_too_large', `an upload has at most ${limit} bytes`, { limit });
    const nowMs = this.clock.nowMs();
    const draft = { id: randomUUID(), product: product.name, owner: answerableOf(by), contentType, length };
    const times = { expiresAtMs: nowMs + UPLOAD_MS_MAX };
    const upload = await this.data.uploads.begin(
      { ...draft, ...(digest && { digest }), ...times },
      UPLOAD_BOUNDS,
      nowMs,
    );
    await this.receive(upload, request, { isComplete: false, offset: 0 });
    return this.data.uploads.get(upload, this.clock.nowMs());
  }

  /** One's own upload, and where it stands. No request that came before appends to it any more. @throws Fault `upload_unknown` */
  async stand(named: UploadNamed, by: Actor): Promise<Upload> {
    await this.data.uploads.hold(await this.find(named, by), undefined);
    return this.find(named, by);
  }

  /** One's own uploads of a product, newest first. */
  list(product: Product, by: Actor): Promise<readonly Upload[]> {
    return this.data.uploads.list({ product: product.name, owner: answerableOf(by) }, this.clock.nowMs());
  }

  /** Until it expires. */
  secondsLeft({ expiresAtMs }: Pick<Upload, 'expiresAtMs'>): number {
    return Math.max(0, Math.floor((expiresAtMs - this.clock.nowMs()) / 1000));
  }

  /** Gives an upload up, which is recorded unless it has become a release. @throws Fault `upload_unknown` */
  async remove(named: UploadNamed, by: Actor): Promise<void> {
    const upload = await this.find(named, by);
    await this.data.uploads.giveUp(upload, { by, nowMs: this.clock.nowMs() });
    await dropPieces(this.ground, upload.pieceKeys);
  }

  /**
   * Adds what a request brings. With the last bytes, the whole becomes a release as if it had come in one request. A whole that is refused is
   * removed, unless the reason passes. So does a store that fails: nobody knows then what the whole is.
   *
   * Two may finish the same upload at once, because a client sends the last request again. The first makes the release; the other one finds it,
   * or learns by `upload_complete` that it is there, and removes nothing.
   *
   * @throws Fault `upload_unknown`, `upload_complete`, `upload_offset_mismatched`, `upload_taken_over`, `upload_length_inconsistent`,
   * `request_invalid`, `upload_incomplete`, `request_timeout`, `storage_full`, `overloaded`
   */
  async append(
    product: Product,
    id: string,
    { request, by }: { request: FastifyRequest; by: Actor },
  ): Promise<Appended> {
    const fields = uploadFieldsOf(request.headers);
    const { offset, isComplete } = fields;
    const upload = await this.find({ product: product.name, id }, by);
    requireUnfinished(upload);
    if (isComplete === undefined) throw missing('Upload-Complete');
    if (offset === undefined) throw missing('Upload-Offset');
    if (fields.length !== undefined && fields.length !== upload.length) throw inconsistent(upload, fields.length);
    const named = { product: product.name, id };
    try {
      await this.receive(upload, request, { isComplete, offset });
      const now = await this.find(named, by);
      if (!isComplete) return { upload: now };
      return await this.finished(product, now, { request, by });
    } catch (error) {
      // Whoever finished it meanwhile has removed what this one read: then that is what there is to say, and not that it is lost.
      if (!isFault(error)) requireUnfinished(await this.find(named, by));
      throw error;
    }
  }

  /** The release of a whole that is stored, or why there is none. @throws what passes, Fault `upload_complete` */
  private async finished(
    product: Product,
    upload: Upload,
    { request, by }: { request: FastifyRequest; by: Actor },
  ): Promise<Appended> {
    try {
      return { kept: await this.finish(product, upload, { request, by }) };
    } catch (error) {
      if (!isForGood(error)) throw error;
      if (!(await this.dropUnfinished(upload))) requireUnfinished(await this.find(upload, by));
      return { refused: error };
    }
  }

  /** Stores the content of a request. What came before a cut is stored, too. */
  private async receive(
    { id, product, owner }: Upload,
    request: FastifyRequest,
    { offset, isComplete }: Required<Pick<UploadFields, 'isComplete' | 'offset'>> & { offset: number },
  ): Promise<void> {
    const holder = randomUUID();
    await this.data.uploads.hold({ id }, holder);
    const upload = await this.data.uploads.get({ id, product, owner }, this.clock.nowMs());
    requireUnfinished(upload);
    if (upload.received !== offset)
      throw faultOf('upload_offset_mismatched', `${upload.received} bytes are stored, and ${offset} were named`, {
        offset: upload.received,
        named: offset,
      });
    const said = request.headers['content-length'];
    const end = said === undefined ? undefined : offset + Number(said);
    if (end !== undefined && (isComplete ? end !== upload.length : end > upload.length))
      throw inconsistent(upload, end);
    const writer = await PieceWriter.at(this.ground, upload, holder);
    let cut: unknown;
    for await (const chunk of untilCut(contentOf(request), (error) => (cut = error))) {
      if (writer.arrived + chunk.length > upload.length) {
        // More than was announced: nobody knows which of the bytes are meant.
        await this.dropUnfinished(upload);
        throw inconsistent(upload, writer.arrived + chunk.length);
      }
      await writer.add(chunk);
    }
    await writer.end();
    if (cut !== undefined) throw isFault(cut) ? cut : faultOf('upload_incomplete');
    if (isComplete && writer.received !== upload.length) throw inconsistent(upload, writer.received);
  }

  private async finish(
    product: Product,
    upload: Upload,
    { request, by }: { request: FastifyRequest; by: Actor },
  ): Promise<Kept> {
    await this.requireDigest(upload);
    const bytes = storedPieces(this.blobs, upload);
    const whole = storedRequest(request, upload.contentType, { length: upload.length, bytes });
    const kept = await this.intake.take(product, whole.request, { by, upload: upload.id }).catch((error: unknown) => {
      const broke = whole.broke();
      throw broke ? broke.error : error;
    });
    // Not so yet where the release was there before; a release that is there stays, whatever becomes of the upload.
    await this.data.uploads.finish(upload, kept.release.version, this.clock.nowMs()).catch(unlessUnknown);
    await dropPieces(this.ground, upload.pieceKeys);
    return kept;
  }

  private async requireDigest({ digest, ...upload }: Upload): Promise<void> {
    if (digest === undefined) return;
    const hash = createHash('sha256');
    for await (const piece of storedPieces(this.blobs, upload)) hash.update(piece);
    const sha256 = hash.digest('hex');
    if (sha256 !== digest) throw faultOf('upload_digest_mismatched', `the whole has the SHA-256 ${sha256}`, { sha256 });
  }

  /** Removes an upload with its pieces, and returns whether it did: one that has become a release stays. */
  private async dropUnfinished(upload: Upload): Promise<boolean> {
    const isRemoved = await this.data.uploads.removeUnfinished(upload, this.clock.nowMs());
    if (isRemoved) await dropPieces(this.ground, upload.pieceKeys);
    return isRemoved;
  }

  private async find({ product, id }: UploadNamed, by: Actor): Promise<Upload> {
    if (!UUID.test(id)) throw faultOf('upload_unknown');
    return this.data.uploads.get({ product, id: id.toLowerCase(), owner: answerableOf(by) }, this.clock.nowMs());
  }
}

/** The content of a request, as fast as it has to come; what nobody reads of it is discarded, so that the answer arrives. */
async function* contentOf(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  try {
    yield* atItsPace(request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>, request.raw);
  } finally {
    discardRest(request.raw);
  }
}

/** What a source gives until it breaks; whoever takes it may break off, too, which is not told. */
async function* untilCut<T>(source: AsyncIterable<T>, onCut: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    onCut(error);
  }
}

/** @throws Fault `upload_complete` */
function requireUnfinished({ release }: Pick<Upload, 'release'>): void {
  if (release !== undefined) throw faultOf('upload_complete', `it became ${release}`, { release });
}

const missing = (field: string): Error => faultOf('request_invalid', `the request needs ${field}`, { field });

const inconsistent = ({ length, received }: Upload, said: number): Error =>
  faultOf('upload_length_inconsistent', `the upload has ${length} bytes, not ${said}`, { length, received });

/** Whether the same bytes would be refused again. */
const isForGood = (error: unknown): boolean =>
  isFault(error) && !PASSING.has(error.code) && isFaultCode(error.code) && FAULTS[error.code].status < 500;

function unlessUnknown(error: unknown): void {
  if (!isFault(error, 'upload_unknown')) throw error;
}
