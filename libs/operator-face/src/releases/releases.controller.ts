import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Actor } from '@twinbank/access';
import { RELEASE_LIST, type Release } from '@twinbank/database';
import { markCreated, uploadFieldsOf } from '@twinbank/http';
import { equal } from '@twinbank/selection';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { ProductsService } from '../products/products.service.js';
import { ReleaseAnswer, ReleaseChangeRequest, ReleaseDetail, ReleaseForm, ReleasePage } from './release.dto.js';
import { ReleaseIntake } from './release-intake.js';
import { ReleasesService } from './releases.service.js';
import { ShownReleases } from './shown-releases.js';
import { ResumableUploads } from './resumable/resumable-uploads.service.js';
import { UploadAnswer, uploadAnswer } from './resumable/upload.dto.js';
import { sayWhereItStands, uploadPath } from './resumable/upload-headers.js';

const RELEASES = { list: RELEASE_LIST, type: ReleaseAnswer };

@ApiTags('releases')
@Controller('products/:product/releases')
export class ReleasesController {
  constructor(
    private readonly products: ProductsService,
    private readonly releases: ReleasesService,
    private readonly intake: ReleaseIntake,
    private readonly uploads: ResumableUploads,
    private readonly shown: ShownReleases,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('release.upload')
  @ApiOperation({
    summary:
      'Upload an image, or a signed package, as a new release; the same upload again gives the release that is there, with status 200.',
    description:
      'Faults: product_unknown, release_exists, counter_too_low, image_empty, image_too_large, image_not_bootable, image_linked_elsewhere, image_mismatch, image_wrong_format, section_table_invalid, section_misplaced, package_sections_unsupported, intel_hex_invalid, s_record_invalid, elf_foreign, elf_truncated, elf_invalid, elf_overlapping, elf_too_large, map_invalid, map_too_large, map_mismatch, place_unknown, image_without_agent, release_unsigned, manifest_key_missing, upload_incomplete, quota_exceeded, storage_full, overloaded; of one that is begun with `Upload-Complete: ?0` besides uploads_unfinished; of a package besides package_invalid, package_truncated, package_too_large, package_digest_mismatch, package_contradicts_image, package_mismatch, manifest_malformed, signature_algorithm, signature_documents, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown. The server signs an image if it may (release_unsigned); a package stays as it was signed. Nothing is kept of a refused upload.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ReleaseForm })
  @ApiHeader({
    name: 'Upload-Complete',
    required: false,
    description:
      '`?0` begins an upload in several requests; without it, or with `?1`, this is the whole (docs/api.md, Uploads that resume).',
    schema: { type: 'string', enum: ['?0', '?1'] },
  })
  @ApiHeader({
    name: 'Upload-Length',
    required: false,
    description: 'With `Upload-Complete: ?0`: bytes of the whole.',
    schema: { type: 'integer', minimum: 1 },
  })
  @ApiHeader({
    name: 'Repr-Digest',
    required: false,
    description: 'With `Upload-Complete: ?0`: the SHA-256 of the whole, by which it is checked (RFC 9530).',
    schema: { type: 'string', example: 'sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:' },
  })
  @ApiExtraModels(UploadAnswer)
  @ApiCreatedResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(ReleaseDetail) }, { $ref: getSchemaPath(UploadAnswer) }] },
    description: 'The release; or the upload that was begun, with its address.',
  })
  @ApiOkResponse({ type: ReleaseDetail, description: 'The same upload came before.' })
  async create(
    @Param('product') name: string,
    @By() by: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReleaseDetail | UploadAnswer> {
    return this.intake.places.run(async () => {
      const product = await this.products.get(name);
      if (uploadFieldsOf(request.headers).isComplete !== false)
        return this.answered(await this.intake.take(product, request, { by }), reply);
      const upload = await this.uploads.begin(product, request, by);
      void reply.status(201).header('location', uploadPath(upload));
      sayWhereItStands(reply, upload, this.uploads.secondsLeft(upload));
      return uploadAnswer(upload);
    });
  }

  @Get()
  @Needs('release.read')
  @ApiOperation({ summary: 'The product’s releases, newest first.' })
  @Listing(RELEASES)
  @ApiOkResponse({ type: ReleasePage })
  async list(@Param('product') name: string, @Query() query: ListQuery): Promise<ReleasePage> {
    const product = await this.products.get(name);
    const [within, address] = [equal('product', 'text', product.name), `products/${product.name}`];
    return this.shown.page(RELEASES.list, query, { within, address });
  }

  @Get(':version')
  @Needs('release.read')
  @ApiOperation({ summary: 'One release with its manifest; fault: release_unknown.' })
  @ApiOkResponse({ type: ReleaseDetail })
  async show(@Param('product') product: string, @Param('version') version: string): Promise<ReleaseDetail> {
    return this.shown.detail(await this.releases.get(product, version));
  }

  @Patch(':version')
  @Needs('release.describe')
  @ApiOperation({
    summary: 'Change the notes or the labels of a release; fault: release_unknown.',
    description: 'What is missing stays as it is. Devices are told neither.',
  })
  @ApiOkResponse({ type: ReleaseAnswer })
  async change(
    @Param('product') product: string,
    @Param('version') version: string,
    @Body() change: ReleaseChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ReleaseAnswer> {
    return this.shown.answer(await this.releases.change({ product, version }, { ...change }, { by, onlyAt }));
  }

  @Post(':version/withdraw')
  @HttpCode(200)
  @Needs('release.withdraw')
  @ApiOperation({
    summary: 'Take a release back, so that no campaign can bring it any more; faults: release_unknown, release_in_use.',
  })
  @ApiOkResponse({ type: ReleaseAnswer })
  async withdraw(
    @Param('product') product: string,
    @Param('version') version: string,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<ReleaseAnswer> {
    return this.shown.answer(await this.releases.withdraw({ product, version }, { by, onlyAt }));
  }

  private answered(
    { release, created }: { readonly release: Release; readonly created: boolean },
    reply: FastifyReply,
  ): Promise<ReleaseDetail> {
    if (created) markCreated(reply, release.version);
    return this.shown.detail(release);
  }
}
