import { Module } from '@nestjs/common';

import { FiguresController } from './figures.controller.js';
import { HealthController } from './health.controller.js';
import { StorageRoom } from './storage-room.js';

@Module({ controllers: [HealthController, FiguresController], providers: [StorageRoom] })
export class HealthModule {}
