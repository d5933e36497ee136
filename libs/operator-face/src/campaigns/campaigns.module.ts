import { Module } from '@nestjs/common';

import { CampaignControl } from './campaign-control.js';
import { CampaignsController } from './campaigns.controller.js';
import { CampaignsService } from './campaigns.service.js';
import { Candidates } from './candidates.js';
import { JobsController } from '../jobs/jobs.controller.js';

@Module({
  controllers: [CampaignsController, JobsController],
  providers: [CampaignsService, CampaignControl, Candidates],
})
export class CampaignsModule {}
