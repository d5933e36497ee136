import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor } from '@twinbank/access';
import { CAMPAIGN_JOB_LIST, CAMPAIGN_LIST } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { allOf, equal } from '@twinbank/selection';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { CampaignControl, type CampaignOrder, type Ordered } from './campaign-control.js';
import { CampaignChangeRequest, CampaignRequest } from './campaign-request.dto.js';
import { OpenGateRequest } from './campaign-rules.dto.js';
import {
  campaignAnswer,
  CampaignAnswer,
  CampaignDetail,
  campaignDetail,
  CampaignPage,
  CampaignQuery,
} from './campaign.dto.js';
import { ApproveRequest, RejectRequest } from './config/approval.dto.js';
import { CampaignsService } from './campaigns.service.js';
import { JobAnswers } from '../jobs/job-answers.js';
import { JobAnswer, JobPage, JobQuery, removedJobs } from '../jobs/job.dto.js';
import { CampaignIdPipe } from './numeric-id.pipe.js';
import { DeviceLooks, DRAFTS, SHOWN_DRAFTS } from './preview/device-looks.js';

const CAMPAIGNS = { list: CAMPAIGN_LIST, type: CampaignAnswer };
const JOBS = { list: CAMPAIGN_JOB_LIST, type: JobAnswer };

@ApiTags('campaigns')
@Controller('campaigns')
export class CampaignsController {
  private readonly looks = new DeviceLooks(DRAFTS);
  private readonly shown = new DeviceLooks(SHOWN_DRAFTS);

  constructor(
    private readonly campaigns: CampaignsService,
    private readonly control: CampaignControl,
    private readonly lists: ListAnswers,
    private readonly jobAnswers: JobAnswers,
  ) {}

  @Post()
  @Needs('campaign.draft')
  @ApiOperation({
    summary: 'Write down a campaign; nothing happens before it is started.',
    description:
      'Faults: product_unknown, release_unknown, release_withdrawn, device_unknown, campaign_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, campaign_empty, and overloaded where eight campaigns are being written down, or four for the same token or person.',
  })
  @ApiCreatedResponse({ type: CampaignDetail })
  async create(
    @Body() request: CampaignRequest,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignDetail> {
    const counted = await this.looks.run(reply, (signal) => this.campaigns.create(request, by, signal));
    markCreated(reply, counted.campaign.id);
    return campaignDetail(counted);
  }

  @Get()
  @Needs('campaign.read')
  @ApiOperation({ summary: 'Campaigns, newest first.' })
  @Listing(CAMPAIGNS)
  @ApiOkResponse({ type: CampaignPage })
  async list(@Query() query: CampaignQuery): Promise<CampaignPage> {
    const { product, state } = query;
    return this.lists.page(CAMPAIGNS, query, {
      within: allOf(equal('product', 'text', product), equal('state', 'one-of', state)),
      answers: async (campaigns) => (await this.campaigns.named(campaigns)).map(campaignAnswer),
    });
  }

  @Get(':id')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'A campaign with its counts; faults: campaign_unknown, overloaded.',
    description:
      'Of a draft, all devices that it selects are looked at: `overloaded` where that is being done many times, or four times for the same token or person.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  async show(
    @Param('id', CampaignIdPipe) id: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignDetail> {
    return campaignDetail(await this.campaigns.show(id, (work) => this.shown.run(reply, work)));
  }

  @Patch(':id')
  @Needs('campaign.draft')
  @ApiOperation({
    summary: 'Write a campaign anew that was not started yet.',
    description:
      'What is given replaces what the draft has, and is completed as in a new campaign; what is left out stays. Faults: campaign_unknown, campaign_transition, release_unknown, release_withdrawn, device_unknown, jobs_removed, selection_invalid, request_invalid, cipher_unsupported, encryption_required, campaign_empty, overloaded.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  async change(
    @Param('id', CampaignIdPipe) id: number,
    @Body() change: CampaignChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CampaignDetail> {
    return campaignDetail(
      await this.looks.run(reply, (signal) => this.campaigns.change(id, change, { by, onlyAt }, signal)),
    );
  }

  @Delete(':id')
  @Needs('campaign.draft')
  @ApiOperation({
    summary: 'Delete a campaign that was not started; faults: campaign_unknown, campaign_transition.',
    description: 'Events and the audit log keep that it was there.',
  })
  @ApiOkResponse({ type: CampaignAnswer, description: 'The campaign as it was.' })
  async delete(
    @Param('id', CampaignIdPipe) id: number,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignAnswer> {
    return campaignAnswer(await this.campaigns.deleteDraft(id, { by, onlyAt }));
  }

  @Get(':id/jobs')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'A campaign’s jobs in its order; those of devices that were left out at the start come last.',
    description: 'Where `removed` is given, jobs are missing; the counts of the campaign have them all.',
  })
  @Listing(JOBS)
  @ApiOkResponse({ type: JobPage })
  async listJobs(@Param('id', CampaignIdPipe) id: number, @Query() query: JobQuery): Promise<JobPage> {
    const campaign = await this.campaigns.get(id);
    const within = allOf(equal('campaign', 'number', id), equal('state', 'one-of', query.state));
    const address = `campaigns/${id}`;
    const page = await this.lists.page(JOBS, query, {
      within,
      address,
      answers: (jobs) => this.jobAnswers.of(jobs, campaign),
    });
    return { ...page, ...removedJobs(campaign) };
  }

  @Post(':id/start')
  @HttpCode(200)
  @Needs('campaign.start')
  @ApiOperation({
    summary:
      'Start it: answers at once with the state starting, or scheduled if its start time has not come, and begins with the first wave when every device has been looked at; faults: campaign_transition, campaign_empty, devices_in_campaigns, release_withdrawn, image_unreadable, jobs_removed, approval_needed, plan_grown, plan_changed.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  start(
    @Param('id', CampaignIdPipe) id: number,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, 'start', { by, onlyAt });
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Needs('campaign.approve')
  @ApiOperation({
    summary:
      'Approve a draft that others wrote, as it is at the revision that `If-Match` names, so that it can be started.',
    description:
      'Only people approve, and nobody what they wrote. A change of the draft takes the approval away; so does a rejection. Faults: campaign_unknown, precondition_required, campaign_transition, approver_is_author, approver_not_person, plan_grown, plan_changed.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  approve(
    @Param('id', CampaignIdPipe) id: number,
    @Body() seen: ApproveRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, { approve: seen }, { by, onlyAt });
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Needs('campaign.approve')
  @ApiOperation({
    summary:
      'Reject a draft as it is at the revision that `If-Match` names, with a reason: it cannot be started before it is changed or approved.',
    description: 'Faults: campaign_unknown, precondition_required, campaign_transition.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  reject(
    @Param('id', CampaignIdPipe) id: number,
    @Body() { reason }: RejectRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, { reject: reason }, { by, onlyAt });
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({ summary: 'Hand out no more tickets; devices that have one go on. Fault: campaign_transition.' })
  @ApiOkResponse({ type: CampaignDetail })
  pause(
    @Param('id', CampaignIdPipe) id: number,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, 'pause', { by, onlyAt });
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Needs('campaign.start')
  @ApiOperation({ summary: 'Go on, and thereby accept the failures so far. Fault: campaign_transition.' })
  @ApiOkResponse({ type: CampaignDetail })
  resume(
    @Param('id', CampaignIdPipe) id: number,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, 'resume', { by, onlyAt });
  }

  @Post(':id/open-gate')
  @HttpCode(200)
  @Needs('campaign.start')
  @ApiOperation({
    summary: 'Let the wave begin that waits at its gate. Fault: campaign_transition.',
    description: 'It names the wave, so that a repeated order opens no other gate; a gate that is open stays so.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  openGate(
    @Param('id', CampaignIdPipe) id: number,
    @Body() { wave }: OpenGateRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, { openGate: wave }, { by, onlyAt });
  }

  @Post(':id/stop')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({
    summary: 'End it for good: open jobs are cancelled, devices asked to stop. Fault: campaign_transition.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  stop(@Param('id', CampaignIdPipe) id: number, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<CampaignDetail> {
    return this.give(id, 'stop', { by, onlyAt });
  }

  @Post(':id/roll-back')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({
    summary: 'Stop it, and bring its devices back to what they ran before; faults: campaign_transition, jobs_removed.',
    description:
      'Once no job is open, campaigns are made and started for that, with this one as their `origin`: for each release before, one that swaps where the other bank holds it, and one that downloads where it does not (docs/campaigns.md). Also for a campaign that is over. Repeating it changes nothing.',
  })
  @ApiOkResponse({ type: CampaignDetail })
  rollBack(
    @Param('id', CampaignIdPipe) id: number,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<CampaignDetail> {
    return this.give(id, 'roll-back', { by, onlyAt });
  }

  private async give(id: number, order: CampaignOrder, command: Ordered): Promise<CampaignDetail> {
    return campaignDetail(await this.campaigns.counted(await this.control.give(id, order, command)));
  }
}
