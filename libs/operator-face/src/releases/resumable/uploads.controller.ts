import { Controller, Delete, Get, HttpCode, Param, Patch, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Actor } from '@twinbank/access';
import { discardRest, PARTIAL_UPLOAD_MEDIA_TYPE } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';

import { By } from '../../auth/by.js';
import { Needs } from '../../auth/needs.js';
import { ProductsService } from '../../products/products.service.js';
import { ReleaseDetail } from '../release.dto.js';
import { ShownReleases } from '../shown-releases.js';
import { ReleaseIntake } from '../release-intake.js';
import { ResumableUploads } from './resumable-uploads.service.js';
import { UploadAnswer, uploadAnswer, UploadList } from './upload.dto.js';
import { releasePath, sayBeside, sayWhereItStands } from './upload-headers.js';

const STANDS = {
  'Upload-Offset': { description: 'Bytes that are stored.', schema: { type: 'integer', minimum: 0 } },
  'Upload-Complete': { description: '`?1` once it has become a release.', schema: { type: 'string' } },
  'Upload-Length': { description: 'Bytes of the whole.', schema: { type: 'integer', minimum: 1 } },
  'Upload-Limit': { description: 'Most bytes, and seconds until it expires.', schema: { type: 'string' } },
} as const;

/** Releases that come in several requests, by the draft *Resumable Uploads for HTTP*. They are begun in `ReleasesController`. */
@ApiTags('releases')
@Controller('products/:product/uploads')
export class UploadsController {
  constructor(
    private readonly products: ProductsService,
    private readonly uploads: ResumableUploads,
    private readonly intake: ReleaseIntake,
    private readonly shown: ShownReleases,
  ) {}

  @Get()
  @Needs('release.upload')
  @ApiOperation({
    summary: 'One’s own uploads of the product that have not expired, newest first; fault: product_unknown.',
    description: 'Those that have become releases are among them for a while. Nobody sees those of others.',
  })
  @ApiOkResponse({ type: UploadList })
  async list(@Param('product') name: string, @By() by: Actor): Promise<UploadList> {
    const product = await this.products.get(name);
    return { items: (await this.uploads.list(product, by)).map(uploadAnswer) };
  }

  @Get(':upload')
  @Needs('release.upload')
  @ApiOperation({
    summary: 'Where an upload stands; faults: product_unknown, upload_unknown.',
    description:
      'HEAD says it in the header alone. From then on, no request that came before can add to it: what is said here is so until somebody goes on.',
  })
  @ApiOkResponse({ type: UploadAnswer, headers: STANDS as never })
  async show(
    @Param('product') name: string,
    @Param('upload') id: string,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadAnswer> {
    const { name: product } = await this.products.get(name);
    const upload = await this.uploads.stand({ product, id }, by);
    sayWhereItStands(reply, upload, this.uploads.secondsLeft(upload));
    return uploadAnswer(upload);
  }

  @Patch(':upload')
  @HttpCode(200)
  @Needs('release.upload')
  @ApiOperation({
    summary:
      'Add bytes to an upload; with the last ones it becomes a release, and is answered as an upload in one request.',
    description:
      'Faults of this: product_unknown, upload_unknown, upload_complete, upload_offset_mismatched, upload_taken_over, upload_length_inconsistent, upload_digest_mismatched, upload_incomplete, storage_full, overloaded. Faults of the whole are those of an upload in one request; they have the header `Upload-Complete: ?1`, and the upload is removed: release_exists, counter_too_low, image_empty, image_too_large, image_not_bootable, image_linked_elsewhere, image_mismatch, image_wrong_format, section_table_invalid, section_misplaced, intel_hex_invalid, s_record_invalid, elf_foreign, elf_truncated, elf_invalid, elf_overlapping, elf_too_large, place_unknown, image_without_agent, release_unsigned, manifest_key_missing, quota_exceeded, package_invalid, package_truncated, package_too_large, package_digest_mismatch, package_contradicts_image, package_mismatch, package_sections_unsupported, manifest_malformed, signature_algorithm, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown, hardware_unknown.',
  })
  @ApiConsumes(PARTIAL_UPLOAD_MEDIA_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary', description: 'The bytes behind those that are stored.' } })
  @ApiHeader({ name: 'Upload-Offset', required: true, schema: { type: 'integer', minimum: 0 } })
  @ApiHeader({
    name: 'Upload-Complete',
    required: true,
    description: '`?1` if these are the last bytes.',
    schema: { type: 'string', enum: ['?0', '?1'] },
  })
  @ApiCreatedResponse({ type: ReleaseDetail })
  @ApiOkResponse({ type: ReleaseDetail, description: 'The same upload came before.' })
  @ApiNoContentResponse({ description: 'The bytes are stored, and more are to come.', headers: STANDS as never })
  async append(
    @Param('product') name: string,
    @Param('upload') id: string,
    @By() by: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReleaseDetail | undefined> {
    try {
      return await this.intake.places.run(async () => this.appended(name, id, { by, request, reply }));
    } catch (error) {
      discardRest(request.raw);
      sayBeside(reply, name, error);
      throw error;
    }
  }

  @Delete(':upload')
  @HttpCode(204)
  @Needs('release.upload')
  @ApiOperation({
    summary: 'Give an upload up, and remove what is stored of it; faults: product_unknown, upload_unknown.',
  })
  @ApiNoContentResponse()
  async remove(@Param('product') name: string, @Param('upload') id: string, @By() by: Actor): Promise<void> {
    const { name: product } = await this.products.get(name);
    await this.uploads.remove({ product, id }, by);
  }

  private async appended(
    name: string,
    id: string,
    { by, request, reply }: { by: Actor; request: FastifyRequest; reply: FastifyReply },
  ): Promise<ReleaseDetail | undefined> {
    const product = await this.products.get(name);
    if (!isPartial(request)) throw faultOf('media_type_unsupported', `this takes ${PARTIAL_UPLOAD_MEDIA_TYPE}`);
    const done = await this.uploads.append(product, id, { request, by });
    if ('upload' in done) {
      sayWhereItStands(reply, done.upload, this.uploads.secondsLeft(done.upload));
      return void reply.status(204);
    }
    // Whatever comes now is the answer to the whole [draft, Upload Append].
    void reply.header('upload-complete', '?1');
    if ('refused' in done) throw done.refused;
    const { release, created } = done.kept;
    if (created) void reply.status(201).header('location', releasePath(release.product, release.version));
    return this.shown.detail(release);
  }
}

const isPartial = ({ headers }: FastifyRequest): boolean =>
  (headers['content-type'] ?? '').toLowerCase().split(';')[0]?.trim() === PARTIAL_UPLOAD_MEDIA_TYPE;
