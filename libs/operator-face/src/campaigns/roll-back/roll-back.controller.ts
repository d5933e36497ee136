import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { Gate } from '@twinbank/http';

import { Needs } from '../../auth/needs.js';
import { OperatorData } from '../../auth/operator-data.js';
import { CampaignIdPipe } from '../numeric-id.pipe.js';
import { demandWhole } from '../summary/demand-whole.js';
import { RollBackAnswer, rollBackAnswer } from './roll-back.dto.js';

/** Each looks at every job of a campaign once, so only so many run at once. */
const LOOKS_MAX = 2;
const RETRY_MS = 1000;

/** What a roll-back would do, before somebody orders it. */
@ApiTags('campaigns')
@Controller('campaigns')
export class RollBackController {
  private readonly gate = new Gate(LOOKS_MAX, RETRY_MS);

  constructor(private readonly data: OperatorData) {}

  @Get(':id/roll-back')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'What a roll-back would do now, and to how many devices; faults: campaign_unknown, jobs_removed.',
    description:
      'Counts the devices that run its release by this campaign, by the release that they would go back to. Nothing is changed. Further faults: overloaded where two such counts are being made.',
  })
  @ApiOkResponse({ type: RollBackAnswer })
  async outlook(@Param('id', CampaignIdPipe) id: number): Promise<RollBackAnswer> {
    const campaign = await this.data.campaigns.get(id);
    demandWhole(campaign);
    const ways = await this.gate.run(() => this.data.campaigns.rollBackOutlook(campaign));
    return rollBackAnswer(campaign.progress?.rollBack !== undefined, ways);
  }
}
