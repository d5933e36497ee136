import { Module } from '@nestjs/common';

import { ReportAnswers } from './report-answers.js';
import { ReportsController } from './reports.controller.js';
import { VersionSampler } from './version-sampler.js';

@Module({ controllers: [ReportsController], providers: [ReportAnswers, VersionSampler] })
export class ReportsModule {}
