import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { EventsModule } from '../events/events.module.js';
import { JobAnswers } from '../jobs/job-answers.js';
import { BrokerPasswords } from './broker-passwords.js';
import { DeviceBulkController } from './device-bulk.controller.js';
import { DeviceBulkService } from './device-bulk.service.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { DisposalBulkController } from './disposal/disposal-bulk.controller.js';
import { DisposalController } from './disposal/disposal.controller.js';
import { ProvisioningController } from './provisioning.controller.js';
import { ProvisioningService } from './provisioning.service.js';

@Module({
  imports: [AuditModule, EventsModule],
  controllers: [
    ProvisioningController,
    DeviceBulkController,
    DisposalBulkController,
    DisposalController,
    DevicesController,
  ],
  providers: [DevicesService, DeviceBulkService, ProvisioningService, BrokerPasswords, JobAnswers],
})
export class DevicesModule {}
