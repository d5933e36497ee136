import { Module } from '@nestjs/common';

import { ReportAnswers } from './report-answers.js';
import { ReportsController } from './reports.controller.js';

@Module({ controllers: [ReportsController], providers: [ReportAnswers] })
export class ReportsModule {}
