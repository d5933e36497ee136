import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Needs } from '../../auth/needs.js';
import { ONLY_LOOKS } from '../../openapi/only-looking.js';
import { CampaignsService } from '../campaigns.service.js';
import { DeviceLooks, PREVIEWS } from './device-looks.js';
import { CampaignPreviewAnswer, CampaignPreviewRequest, previewAnswer } from './preview.dto.js';

/** What a campaign would be, before anybody writes it down. */
@ApiTags('campaigns')
@Controller('campaigns/preview')
export class PreviewController {
  private readonly looks = new DeviceLooks(PREVIEWS);

  constructor(private readonly campaigns: CampaignsService) {}

  @Post()
  @HttpCode(200)
  @Needs('campaign.draft')
  @ApiExtension(ONLY_LOOKS, true)
  @ApiOperation({
    summary:
      'What a campaign would do if it were written down now: devices by wave, who is left out, bytes, time, rules.',
    description:
      'It changes nothing. Refuses what POST /campaigns refuses, but for campaign_empty, which stands in the answer as `refusal`. Faults: product_unknown, release_unknown, release_withdrawn, device_unknown, campaign_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, and overloaded where two previews are being made, or one for the same token or person.',
  })
  @ApiOkResponse({ type: CampaignPreviewAnswer })
  preview(
    @Body() request: CampaignPreviewRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignPreviewAnswer> {
    return this.looks.run(reply, async (signal) =>
      previewAnswer(await this.campaigns.preview(request, signal), signal),
    );
  }
}
