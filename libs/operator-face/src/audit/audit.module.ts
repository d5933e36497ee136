import { Module } from '@nestjs/common';

import { AuditController } from './audit.controller.js';
import { AuditExport } from './audit-export.js';
import { AuditRefusals } from './audit-refusals.js';
import { AuditSealer } from './audit-sealer.js';

@Module({
  controllers: [AuditController],
  providers: [AuditExport, AuditRefusals, AuditSealer],
  exports: [AuditRefusals, AuditSealer],
})
export class AuditModule {}
