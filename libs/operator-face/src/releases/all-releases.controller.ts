import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { ALL_RELEASES_LIST } from '@twinbank/database';

import { Needs } from '../auth/needs.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { ReleaseAnswer, ReleasePage } from './release.dto.js';
import { ShownReleases } from './shown-releases.js';

const RELEASES = { list: ALL_RELEASES_LIST, type: ReleaseAnswer };

@ApiTags('releases')
@Controller('releases')
export class AllReleasesController {
  constructor(private readonly shown: ShownReleases) {}

  @Get()
  @Needs('release.read')
  @ApiOperation({
    summary: 'The releases of all products, newest first.',
    description:
      'For what is asked of all of them, such as which ones have a component: `component==mbedtls@3.5.0` (docs/operators.md, Releases).',
  })
  @Listing(RELEASES)
  @ApiOkResponse({ type: ReleasePage })
  async list(@Query() query: ListQuery): Promise<ReleasePage> {
    return this.shown.page(RELEASES.list, query, { address: 'releases' });
  }
}
