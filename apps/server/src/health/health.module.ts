import { Module } from '@nestjs/common';

import { FiguresController } from './figures.controller.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController, FiguresController] })
export class HealthModule {}
