import { Module } from '@nestjs/common';

import { AuditModule } from '../audit/audit.module.js';

import { FiguresController } from './figures.controller.js';
import { HealthController } from './health.controller.js';
import { StorageRoom } from './storage-room.js';
import { ToldBeside } from './told-beside.js';

@Module({
  imports: [AuditModule],
  controllers: [HealthController, FiguresController],
  providers: [StorageRoom, ToldBeside],
})
export class HealthModule {}
