import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';
import { EventsModule } from '../events/events.module.js';
import { BrokerPasswords } from './broker-passwords.js';
import { DevicesController } from './devices.controller.js';
import { DevicesService } from './devices.service.js';
import { ProvisioningController } from './provisioning.controller.js';
import { ProvisioningService } from './provisioning.service.js';

@Module({
  imports: [AuditModule, EventsModule],
  controllers: [ProvisioningController, DevicesController],
  providers: [DevicesService, ProvisioningService, BrokerPasswords],
})
export class DevicesModule {}
