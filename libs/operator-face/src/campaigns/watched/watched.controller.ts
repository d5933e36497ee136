import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { budgetLevel, paceSteps, type Budgets } from '@twinbank/campaign';
import type { BucketsOfScope } from '@twinbank/database';
import { Gate } from '@twinbank/http';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { burstOf } from '@twinbank/schedule';

import { Needs } from '../../auth/needs.js';
import { OperatorData } from '../../auth/operator-data.js';
import { CampaignIdPipe } from '../numeric-id.pipe.js';
import { demandWhole } from '../summary/demand-whole.js';
import { BudgetsAnswer, PaceAnswer, PaceQuery, type BudgetScopeAnswer } from './watched.dto.js';

/** Budgets look at up to 10 000 devices that download, and at 10 000 places, so only so many are looked up at once. */
const LOOKS_MAX = 2;
const RETRY_MS = 1000;

/** How a campaign goes while somebody watches: its rate, its goodput, and what holds it back. */
@ApiTags('campaigns')
@Controller('campaigns')
export class WatchedController {
  private readonly gate = new Gate(LOOKS_MAX, RETRY_MS);

  constructor(
    private readonly data: OperatorData,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/pace')
  @Needs('campaign.read')
  @ApiOperation({
    summary:
      'What it got done by the minute or the hour: tickets, successes, failures, bytes that arrived; faults: campaign_unknown, jobs_removed.',
    description: 'Counted as jobs change: it costs the same however many devices the campaign has.',
  })
  @ApiOkResponse({ type: PaceAnswer })
  async pace(@Param('id', CampaignIdPipe) id: number, @Query() { step }: PaceQuery): Promise<PaceAnswer> {
    const campaign = await this.data.campaigns.get(id);
    demandWhole(campaign);
    const { startedAtMs, endedAtMs } = campaign;
    if (startedAtMs === undefined) return { step, steps: [] };
    // By the time of the database, by which each minute is written.
    const span = { startMs: startedAtMs, endMs: endedAtMs ?? (await this.data.campaigns.soberMs(this.clock.nowMs())) };
    const steps = paceSteps(step, await this.data.paces.rows(id, step, span), span);
    return { step, steps: steps.map(({ atMs, ...sums }) => ({ at: new Date(atMs).toISOString(), ...sums })) };
  }

  @Get(':id/budgets')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'How full its byte budgets are, and how many devices download under each; fault: campaign_unknown.',
    description: 'Further fault: overloaded where two are being looked up.',
  })
  @ApiOkResponse({ type: BudgetsAnswer })
  async budgets(@Param('id', CampaignIdPipe) id: number): Promise<BudgetsAnswer> {
    const { budgets } = (await this.data.campaigns.get(id)).config;
    if (budgets === undefined) return { budgets: [] };
    const scopes = await this.gate.run(() => this.data.paces.buckets(id, budgets));
    return { budgets: scopes.map((found) => scopeAnswer(found, budgets)) };
  }
}

function scopeAnswer({ scope, places, emptiest, nowMs }: BucketsOfScope, budgets: Budgets): BudgetScopeAnswer {
  const budget = budgets[scope]!;
  return {
    scope,
    ...(scope !== 'total' && { by: budgets[scope]!.by }),
    ...{ bytesPerSecond: budget.bytesPerSecond, burstBytes: burstOf(budget), places },
    emptiest: emptiest.map(({ place, state, downloading }) => {
      const { available, isUsedUp } = budgetLevel(budget, state, nowMs);
      return { place: place === '' ? null : place, available, usedUp: isUsedUp, downloading };
    }),
  };
}
