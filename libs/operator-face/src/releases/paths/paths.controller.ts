import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Gate } from '@twinbank/http';

import { Needs } from '../../auth/needs.js';
import { PathsAnswer, pathsAnswer, PathsQuery } from './paths.dto.js';
import { PathsService } from './paths.service.js';

/** Each looks at every device of the product once, so only so many run at once. */
const LOOKS_MAX = 2;
const RETRY_MS = 500;

@ApiTags('releases')
@Controller('products/:product/releases/:version/paths')
export class PathsController {
  private readonly gate = new Gate(LOOKS_MAX, RETRY_MS);

  constructor(private readonly paths: PathsService) {}

  @Get()
  @Needs('device.read')
  @ApiOperation({
    summary:
      'By which updates the devices of the product come to this release, by what they run, and which cannot; faults: product_unknown, release_unknown, release_withdrawn, overloaded.',
    description:
      'The fewest updates for each device, each of which it would take, by what it last reported and what is in the manifests of the available releases. Stepping stones are newer than what runs and older than the release. Devices that another campaign has are looked at as if it had ended where they are.',
  })
  @ApiOkResponse({ type: PathsAnswer })
  show(
    @Param('product') product: string,
    @Param('version') version: string,
    @Query() { mode }: PathsQuery,
  ): Promise<PathsAnswer> {
    return this.gate.run(async () =>
      pathsAnswer({ product, version, mode }, await this.paths.of(product, version, mode)),
    );
  }
}
