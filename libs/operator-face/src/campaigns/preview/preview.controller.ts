import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExtension, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Gate } from '@twinbank/http';

import { Needs } from '../../auth/needs.js';
import { ONLY_LOOKS } from '../../openapi/only-looking.js';
import { CampaignsService } from '../campaigns.service.js';
import { CampaignPreviewAnswer, CampaignPreviewRequest, previewAnswer } from './preview.dto.js';

/** Each preview looks at every selected device once, as the creation of a campaign does, so only so many run at once. */
const PREVIEWS_MAX = 2;
const RETRY_MS = 500;

/** What a campaign would be, before anybody writes it down. */
@ApiTags('campaigns')
@Controller('campaigns/preview')
export class PreviewController {
  private readonly gate = new Gate(PREVIEWS_MAX, RETRY_MS);

  constructor(private readonly campaigns: CampaignsService) {}

  @Post()
  @HttpCode(200)
  @Needs('campaign.draft')
  @ApiExtension(ONLY_LOOKS, true)
  @ApiOperation({
    summary:
      'What a campaign would do if it were written down now: devices by wave, who is left out, bytes, time, rules.',
    description:
      'It changes nothing. Refuses what POST /campaigns refuses, but for campaign_empty, which stands in the answer as `refusal`. Faults: product_unknown, release_unknown, release_withdrawn, device_unknown, campaign_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, and overloaded where two previews are being made.',
  })
  @ApiOkResponse({ type: CampaignPreviewAnswer })
  preview(@Body() request: CampaignPreviewRequest): Promise<CampaignPreviewAnswer> {
    return this.gate.run(async () => previewAnswer(await this.campaigns.preview(request)));
  }
}
