import { Module } from '@nestjs/common';

import { ApprovalsController } from './approvals/approvals.controller.js';
import { DraftOpinions } from './approvals/draft-opinions.js';
import { CampaignControl } from './campaign-control.js';
import { CampaignsController } from './campaigns.controller.js';
import { CampaignsService } from './campaigns.service.js';
import { Candidates } from './candidates.js';
import { ExplanationsController } from './explanations.controller.js';
import { ExplanationsService } from './explanations.service.js';
import { JobAnswers } from '../jobs/job-answers.js';
import { JobControl } from '../jobs/job-control.js';
import { OrderChecks } from './orders/order-checks.js';
import { JobsController } from '../jobs/jobs.controller.js';
import { PreviewController } from './preview/preview.controller.js';
import { RollBackController } from './roll-back/roll-back.controller.js';
import { SummaryController } from './summary/summary.controller.js';
import { WatchedController } from './watched/watched.controller.js';

@Module({
  controllers: [
    PreviewController,
    CampaignsController,
    ExplanationsController,
    SummaryController,
    WatchedController,
    RollBackController,
    ApprovalsController,
    JobsController,
  ],
  providers: [
    CampaignsService,
    CampaignControl,
    Candidates,
    DraftOpinions,
    OrderChecks,
    ExplanationsService,
    JobControl,
    JobAnswers,
  ],
})
export class CampaignsModule {}
