import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Gate } from '@twinbank/http';
import { ReleaseComparisons } from '@twinbank/stored-releases';

import { Needs } from '../auth/needs.js';
import { ProductsService } from '../products/products.service.js';
import { ReleaseDiffAnswer } from './release-diff.dto.js';
import { ReleasesService } from './releases.service.js';

/** Most comparisons at the same time: each holds two images and what is known of both programs, some megabytes. */
const COMPARISONS_MAX = 4;
const RETRY_MS = 1000;

@ApiTags('releases')
@Controller('products/:product/releases')
export class ReleaseDiffController {
  private readonly gate = new Gate(COMPARISONS_MAX, RETRY_MS);

  constructor(
    private readonly products: ProductsService,
    private readonly releases: ReleasesService,
    private readonly comparisons: ReleaseComparisons,
  ) {}

  @Get(':version/diff/:other')
  @Needs('release.read')
  @ApiOperation({
    summary: 'Whether another release can replace this one while it runs, and what run-once code has to do.',
    description:
      'Compares the release that runs (`version`) with one that is to replace it (`other`), by their images and by what was kept of their ELF files. Each finding is explained in docs/inspection.md. Faults: product_unknown, release_unknown, image_unreadable, overloaded.',
  })
  @ApiOkResponse({ type: ReleaseDiffAnswer })
  async show(
    @Param('product') name: string,
    @Param('version') version: string,
    @Param('other') other: string,
  ): Promise<ReleaseDiffAnswer> {
    const product = await this.products.get(name);
    const from = await this.releases.get(product.name, version);
    const to = await this.releases.get(product.name, other);
    return this.gate.run(() => this.comparisons.of(from, to, product.part)) as Promise<ReleaseDiffAnswer>;
  }
}
