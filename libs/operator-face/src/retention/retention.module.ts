import { Module } from '@nestjs/common';

import { RetentionSweep } from './retention-sweep.js';

@Module({ providers: [RetentionSweep] })
export class RetentionModule {}
