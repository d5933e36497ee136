import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { EVENT_LIST } from '@twinbank/database';
import { allOf, equal, missing } from '@twinbank/selection';

import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { EventAnswer, eventAnswer, EventPage } from '../events/event.dto.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { ExplanationAnswer, ExplanationList } from './explanation.dto.js';
import { ExplanationsService } from './explanations.service.js';
import { CampaignIdPipe } from './numeric-id.pipe.js';

const EVENTS = { list: EVENT_LIST, type: EventAnswer };

/** Why things are as they are. */
@ApiTags('campaigns')
@Controller()
export class ExplanationsController {
  constructor(
    private readonly explanations: ExplanationsService,
    private readonly lists: ListAnswers,
    private readonly data: OperatorData,
  ) {}

  @Get('campaigns/:id/devices/:device/explanation')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'Why a device is in or out of a campaign, waits or has failed, and what would change it.',
    description: 'Faults: campaign_unknown, device_unknown.',
  })
  @ApiOkResponse({ type: ExplanationAnswer })
  explanation(@Param('id', CampaignIdPipe) id: number, @Param('device') device: string): Promise<ExplanationAnswer> {
    return this.explanations.one(id, device);
  }

  @Get('devices/:id/explanations')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'How a device stands with its last campaigns, and with those of its product that are under way.',
    description: 'Newest first, at most 50. Fault: device_unknown.',
  })
  @ApiOkResponse({ type: ExplanationList })
  async all(@Param('id') id: string): Promise<ExplanationList> {
    return { items: await this.explanations.all(id) };
  }

  @Get('campaigns/:id/timeline')
  @Needs('event.read')
  @ApiOperation({
    summary: 'Every decision on a campaign with its reason, oldest first; fault: campaign_unknown.',
    description: 'What happened to single devices is in events/log.',
  })
  @Listing(EVENTS)
  @ApiOkResponse({ type: EventPage })
  async timeline(@Param('id', CampaignIdPipe) id: number, @Query() query: ListQuery): Promise<EventPage> {
    await this.data.campaigns.get(id);
    const [within, address] = [allOf(equal('campaign', 'number', id), missing('job', 'number')), `campaigns/${id}`];
    return this.lists.page(EVENTS, query, { within, address, answers: (events) => events.map(eventAnswer) });
  }
}
