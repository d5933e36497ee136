import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Actor } from '@twinbank/access';
import type { Job, JobOrder } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { JobControl } from './job-control.js';
import { JobAnswers } from './job-answers.js';
import { JobDetail, jobDetail, listedJob } from './job.dto.js';
import { JobIdPipe } from '../campaigns/numeric-id.pipe.js';

@ApiTags('campaigns')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly data: OperatorData,
    private readonly control: JobControl,
    private readonly answers: JobAnswers,
  ) {}

  @Get(':id')
  @Needs('campaign.read')
  @ApiOperation({ summary: 'One device’s share of a campaign, with its attempts; fault: not_found.' })
  @ApiOkResponse({ type: JobDetail })
  async show(@Param('id', JobIdPipe) id: number): Promise<JobDetail> {
    const job = await this.data.jobs.find(id);
    if (job === undefined) throw faultOf('not_found', `there is no job ${id}${await this.whyNot()}`);
    return this.detail(job);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({
    summary: 'Keep it from beginning until it is resumed; faults: not_found, job_transition.',
    description:
      'Its campaign goes on without it, and does not end before it. A ticket that its device has not accepted is withdrawn. Not while the device is at work.',
  })
  @ApiOkResponse({ type: JobDetail })
  pause(@Param('id', JobIdPipe) id: number, @By() by: Actor): Promise<JobDetail> {
    return this.order(id, 'pause', by);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Needs('campaign.start')
  @ApiOperation({ summary: 'Let a job go on that was paused; faults: not_found, job_transition.' })
  @ApiOkResponse({ type: JobDetail })
  resume(@Param('id', JobIdPipe) id: number, @By() by: Actor): Promise<JobDetail> {
    return this.order(id, 'resume', by);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({
    summary: 'End it; faults: not_found, job_transition.',
    description:
      'A device that has no ticket, or has not accepted it, never hears of it. One at work is asked to stop, and the job ends with what it reports; no further attempt follows.',
  })
  @ApiOkResponse({ type: JobDetail })
  cancel(@Param('id', JobIdPipe) id: number, @By() by: Actor): Promise<JobDetail> {
    return this.order(id, 'cancel', by);
  }

  @Post(':id/force-quit')
  @HttpCode(200)
  @Needs('campaign.halt')
  @ApiOperation({
    summary: 'End it at once, without waiting for its device; faults: not_found, job_transition.',
    description:
      'For devices that are gone. If the device comes back, it is asked to stop; what it says of the job does not count any more.',
  })
  @ApiOkResponse({ type: JobDetail })
  forceQuit(@Param('id', JobIdPipe) id: number, @By() by: Actor): Promise<JobDetail> {
    return this.order(id, 'force-quit', by);
  }

  private async order(id: number, order: JobOrder, by: Actor): Promise<JobDetail> {
    const job = await this.control.order(id, order, by);
    if (job === undefined) throw faultOf('not_found', `there is no job ${id}${await this.whyNot()}`);
    return this.detail(job);
  }

  private async detail(job: Job): Promise<JobDetail> {
    const attempts = await this.data.jobs.attempts(job.id);
    const [answer] = await this.answers.of([listedJob(job, attempts)]);
    return jobDetail(answer!, attempts);
  }

  /** Which jobs were there once: nothing tells the number of a removed job from one that never was. */
  private async whyNot(): Promise<string> {
    const closed = await this.data.campaigns.lastClosed();
    if (closed?.endedAtMs === undefined) return '';
    return `; jobs of campaigns that ended until ${new Date(closed.endedAtMs).toISOString()} were removed`;
  }
}
