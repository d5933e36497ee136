import { Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Actor } from '@twinbank/access';
import { Gate } from '@twinbank/http';
import { SBOM_MEDIA_TYPE } from '@twinbank/package';
import { faultOf } from '@twinbank/protocol';

import { By } from '../../auth/by.js';
import { Needs } from '../../auth/needs.js';
import { ReleaseAnswer } from '../release.dto.js';
import { ReleasesService } from '../releases.service.js';
import { ShownReleases } from '../shown-releases.js';
import { SbomService } from './sbom.service.js';

/** Most files at the same time: each is held with what was read of it, some megabytes. */
const FILES_MAX = 4;
const RETRY_MS = 1000;

@ApiTags('releases')
@Controller('products/:product/releases/:version/sbom')
export class SbomController {
  private readonly gate = new Gate(FILES_MAX, RETRY_MS);

  constructor(
    private readonly releases: ReleasesService,
    private readonly sboms: SbomService,
    private readonly shown: ShownReleases,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('release.describe')
  @ApiOperation({
    summary:
      'Keep a software bill of materials (CycloneDX 1.4 to 1.7, JSON) with a release, in place of the one before.',
    description:
      'It is kept as it came, encrypted as images are, and counts in the quota. If it says the SHA-256 of the program it describes (`metadata.component.hashes`), that has to be the uploaded file or the padded image. Its digest is in the audit log. Devices are told nothing of it. Faults: release_unknown, sbom_invalid, sbom_mismatch, media_type_unsupported, quota_exceeded, storage_full, overloaded.',
  })
  @ApiConsumes(SBOM_MEDIA_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: ReleaseAnswer, description: 'It was kept.' })
  @ApiOkResponse({ type: ReleaseAnswer, description: 'It was there already.' })
  async store(
    @Param('product') product: string,
    @Param('version') version: string,
    @By() by: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReleaseAnswer> {
    const release = await this.releases.get(product, version);
    const { body } = request;
    if (!(body instanceof Uint8Array)) throw faultOf('media_type_unsupported', `an SBOM is sent as ${SBOM_MEDIA_TYPE}`);
    return this.gate.run(async () => {
      const kept = await this.sboms.store(release, body, by);
      if (kept.created) void reply.status(201);
      return this.shown.answer(kept.release);
    });
  }

  @Get()
  @Needs('release.read')
  @ApiOperation({
    summary: 'The software bill of materials of a release, as it came.',
    description: 'Faults: release_unknown, sbom_unknown, sbom_unreadable, overloaded.',
  })
  @ApiProduces(SBOM_MEDIA_TYPE)
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  async show(
    @Param('product') product: string,
    @Param('version') version: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const release = await this.releases.get(product, version);
    return this.gate.run(async () => {
      const file = await this.sboms.read(release);
      void reply.header('content-type', SBOM_MEDIA_TYPE);
      return Buffer.from(file);
    });
  }
}
