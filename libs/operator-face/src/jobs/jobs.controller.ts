import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { faultOf } from '@twinbank/protocol';

import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { JobDetail, jobDetail } from './job.dto.js';
import { JobIdPipe } from '../campaigns/numeric-id.pipe.js';

@ApiTags('campaigns')
@Controller('jobs')
export class JobsController {
  constructor(private readonly data: OperatorData) {}

  @Get(':id')
  @Needs('campaign.read')
  @ApiOperation({ summary: 'One device’s share of a campaign, with its attempts; fault: not_found.' })
  @ApiOkResponse({ type: JobDetail })
  async show(@Param('id', JobIdPipe) id: number): Promise<JobDetail> {
    const job = await this.data.jobs.find(id);
    if (job === undefined) throw faultOf('not_found', `there is no job ${id}${await this.whyNot()}`);
    return jobDetail(job, await this.data.jobs.attempts(id));
  }

  /** Which jobs were there once: nothing tells the number of a removed job from one that never was. */
  private async whyNot(): Promise<string> {
    const closed = await this.data.campaigns.lastClosed();
    if (closed?.endedAtMs === undefined) return '';
    return `; jobs of campaigns that ended until ${new Date(closed.endedAtMs).toISOString()} were removed`;
  }
}
