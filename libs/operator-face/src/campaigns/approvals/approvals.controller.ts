import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { approvalStandingOf, comparedWith, plannedDevices, type Campaign, type Opinion } from '@twinbank/campaign';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { Needs } from '../../auth/needs.js';
import { OperatorData } from '../../auth/operator-data.js';
import { CampaignIdPipe } from '../numeric-id.pipe.js';
import { DeviceLooks, SHOWN_DRAFTS } from '../preview/device-looks.js';
import { ApprovalsAnswer, approvalsAnswer } from './approvals.dto.js';
import { DraftOpinions } from './draft-opinions.js';

/** What was said of campaigns before they began. */
@ApiTags('campaigns')
@Controller('campaigns')
export class ApprovalsController {
  private readonly looks = new DeviceLooks(SHOWN_DRAFTS);

  constructor(
    private readonly data: OperatorData,
    private readonly drafts: DraftOpinions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/approvals')
  @Needs('campaign.read')
  @ApiOperation({
    summary:
      'Who approved or rejected it, who changed it since, and what is other than it was then; faults: campaign_unknown, overloaded.',
    description:
      'Of a draft, all devices that it selects are looked at, to compare its plan: `overloaded` where that is being done many times, or four times for the same token or person. Whoever approves sees here what they approve anew.',
  })
  @ApiOkResponse({ type: ApprovalsAnswer })
  async approvals(
    @Param('id', CampaignIdPipe) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ApprovalsAnswer> {
    const campaign = await this.data.campaigns.get(id);
    const opinions = await this.data.campaigns.opinions(campaign);
    if (campaign.state !== 'draft') return begun(campaign, opinions);
    const now = await this.looks.run(reply, (signal) => this.drafts.of(campaign, signal));
    const groups = await this.data.campaigns.groupDigests(campaign, this.clock.nowMs());
    const needed =
      campaign.config.approval?.needed === true || (await this.data.campaigns.needsApproval(campaign.product));
    const before = comparedWith(opinions)?.groups ?? {};
    const writers = await this.data.campaigns.lapseWriters(campaign, { before, now: groups.each });
    const standing = approvalStandingOf({
      ...{ approval: campaign.approval, needed, opinions, devices: plannedDevices(now.tally) },
      ...{ groups: groups.all, eachGroup: groups.each, writers },
    });
    return approvalsAnswer(opinions, standing, now);
  }
}

/** A campaign that was started holds to what was approved by itself: nothing of it is compared any more. */
function begun({ approval }: Campaign, opinions: readonly Opinion[]): ApprovalsAnswer {
  const asApproved = { devices: 0, groups: approval?.groups, eachGroup: {} };
  return approvalsAnswer(opinions, approvalStandingOf({ approval, needed: false, opinions, ...asApproved }), undefined);
}
