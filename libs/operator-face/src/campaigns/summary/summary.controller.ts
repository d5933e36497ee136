import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { CAMPAIGN_JOB_LIST, vocabularyOf } from '@twinbank/database';
import { Gate } from '@twinbank/http';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { allOf, parseSelection } from '@twinbank/selection';

import { Needs } from '../../auth/needs.js';
import { OperatorData } from '../../auth/operator-data.js';
import { CampaignIdPipe } from '../numeric-id.pipe.js';
import { demandWhole } from './demand-whole.js';
import { SummaryAnswer, SummaryQuery } from './summary.dto.js';

/** Each summary looks at every job of a campaign once, so only so many run at once. */
const SUMMARIES_MAX = 2;
const RETRY_MS = 1000;

/** What became of the jobs of a campaign, in numbers. */
@ApiTags('campaigns')
@Controller('campaigns')
export class SummaryController {
  private readonly gate = new Gate(SUMMARIES_MAX, RETRY_MS);

  constructor(
    private readonly data: OperatorData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/summary')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'Its jobs by state, for each fault, slice, site or version; faults: campaign_unknown, jobs_removed.',
    description:
      'Counts every job, also those that were left out. Further faults: selection_invalid, and overloaded where two summaries are being made.',
  })
  @ApiOkResponse({ type: SummaryAnswer })
  async summary(
    @Param('id', CampaignIdPipe) id: number,
    @Query() { by, filter, limit }: SummaryQuery,
  ): Promise<SummaryAnswer> {
    demandWhole(await this.data.campaigns.get(id));
    const selection = allOf(
      filter === undefined ? undefined : parseSelection(filter, vocabularyOf(CAMPAIGN_JOB_LIST), this.clock.nowMs()),
    );
    const asked = { campaign: id, by, selection, limit };
    const { items, ...sums } = await this.gate.run(() => this.data.lists.jobSummary(asked));
    return { by, ...sums, items: [...items] };
  }
}
