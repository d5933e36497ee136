import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Actor } from '@twinbank/access';
import { RELEASE_LIST, type Release } from '@twinbank/database';
import { Gate, markCreated, requestValidation } from '@twinbank/http';
import { PARTS } from '@twinbank/parts';
import { equal } from '@twinbank/selection';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { ProductsService } from '../products/products.service.js';
import {
  ReleaseAnswer,
  releaseAnswer,
  ReleaseChangeRequest,
  ReleaseDetail,
  releaseDetail,
  ReleaseForm,
  ReleasePage,
  ReleaseRequest,
} from './release.dto.js';
import { ReleasesService } from './releases.service.js';
import { bringsPackage, readPackage } from './package-upload.js';
import { readUpload } from './upload.js';

/** Most uploads at the same time: each holds an image and its stream, up to a megabyte, while it is checked; in Intel HEX or S-records up to two more, as an ELF file up to 16. */
export const UPLOADS_MAX = 8;
const UPLOAD_RETRY_MS = 2000;

const RELEASES = { list: RELEASE_LIST, type: ReleaseAnswer };

@ApiTags('releases')
@Controller('products/:product/releases')
export class ReleasesController {
  private readonly gate = new Gate(UPLOADS_MAX, UPLOAD_RETRY_MS);
  private readonly validation = requestValidation();

  constructor(
    private readonly products: ProductsService,
    private readonly releases: ReleasesService,
    private readonly lists: ListAnswers,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('release.upload')
  @ApiOperation({
    summary:
      'Upload an image, or a signed package, as a new release; the same upload again gives the release that is there, with status 200.',
    description:
      'Faults: product_unknown, release_exists, counter_too_low, image_empty, image_too_large, image_not_bootable, image_linked_elsewhere, image_mismatch, image_wrong_format, section_table_invalid, section_misplaced, package_sections_unsupported, intel_hex_invalid, s_record_invalid, elf_foreign, elf_truncated, elf_invalid, elf_overlapping, elf_too_large, place_unknown, image_without_agent, release_unsigned, manifest_key_missing, upload_incomplete, quota_exceeded, storage_full, overloaded; of a package besides package_invalid, package_truncated, package_too_large, package_digest_mismatch, package_contradicts_image, package_mismatch, manifest_malformed, signature_algorithm, signature_invalid, signature_repeated, signatures_missing, signing_key_unknown. The server signs an image if it may (release_unsigned); a package stays as it was signed. Nothing is kept of a refused upload.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ReleaseForm })
  @ApiCreatedResponse({ type: ReleaseDetail })
  @ApiOkResponse({ type: ReleaseDetail, description: 'The same upload came before.' })
  async create(
    @Param('product') name: string,
    @By() by: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReleaseDetail> {
    return this.gate.run(async () => {
      const product = await this.products.get(name);
      if (bringsPackage(request)) {
        const kept = await this.releases.createSigned(product, { file: await readPackage(request), by });
        return answered(kept, reply);
      }
      const { fields, image } = await readUpload(request, {
        maxImageBytes: PARTS[product.part].imageBytesMax,
        repeatable: ['hardware'],
      });
      const order = (await this.validation.transform(fields, {
        type: 'body',
        metatype: ReleaseRequest,
      })) as ReleaseRequest;
      return answered(await this.releases.create(product, order, { file: image, by }), reply);
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
    return this.lists.page(RELEASES, query, { within, address, answers: (releases) => releases.map(releaseAnswer) });
  }

  @Get(':version')
  @Needs('release.read')
  @ApiOperation({ summary: 'One release with its manifest; fault: release_unknown.' })
  @ApiOkResponse({ type: ReleaseDetail })
  async show(@Param('product') product: string, @Param('version') version: string): Promise<ReleaseDetail> {
    return releaseDetail(await this.releases.get(product, version));
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
    return releaseAnswer(await this.releases.change({ product, version }, { ...change }, { by, onlyAt }));
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
    return releaseAnswer(await this.releases.withdraw({ product, version }, { by, onlyAt }));
  }
}

function answered(
  { release, created }: { readonly release: Release; readonly created: boolean },
  reply: FastifyReply,
): ReleaseDetail {
  if (created) markCreated(reply, release.version);
  return releaseDetail(release);
}
