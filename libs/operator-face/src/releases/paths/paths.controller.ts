import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Needs } from '../../auth/needs.js';
import { DeviceLooks, PREVIEWS } from '../../campaigns/preview/device-looks.js';
import { PathsAnswer, pathsAnswer, PathsQuery } from './paths.dto.js';
import { PathsService } from './paths.service.js';

@ApiTags('releases')
@Controller('products/:product/releases/:version/paths')
export class PathsController {
  private readonly looks = new DeviceLooks(PREVIEWS);

  constructor(private readonly paths: PathsService) {}

  @Get()
  @Needs('device.read')
  @ApiOperation({
    summary:
      'By which updates the devices of the product come to this release, by what they run, and which cannot; faults: product_unknown, release_unknown, release_withdrawn, overloaded.',
    description:
      'The fewest updates for each device, each of which it would take, by what it last reported and what is in the manifests of the available releases. Stepping stones are newer than what runs and older than the release. Devices that another campaign has are looked at as if it had ended where they are. `overloaded` where two such looks are under way, or one for the same token or person.',
  })
  @ApiOkResponse({ type: PathsAnswer })
  show(
    @Param('product') product: string,
    @Param('version') version: string,
    @Query() { mode }: PathsQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PathsAnswer> {
    return this.looks.run(reply, async (signal) =>
      pathsAnswer({ product, version, mode }, await this.paths.of(product, version, { mode, signal })),
    );
  }
}
