import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { reachOf, type Asking } from '@twinbank/access';
import type { Campaign } from '@twinbank/campaign';
import { CAMPAIGN_REPORT_LIST, deviceHistoryList } from '@twinbank/database';
import { faultOf } from '@twinbank/protocol';
import { allOf, before, equal, since } from '@twinbank/selection';

import { AskedBy } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { CampaignIdPipe } from '../campaigns/numeric-id.pipe.js';
import { CAMPAIGN_REPORT } from './campaign-report.js';
import { DEVICE_HISTORY } from './device-history.js';
import { ReportAnswers } from './report-answers.js';
import { HistoryQuery, ReportQuery } from './report.dto.js';
import { Reporting } from './report-documentation.js';

/** The history of some device, for its vocabulary. */
const ANY_HISTORY = deviceHistoryList({ deviceId: '', withAudit: false });
const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Date.parse(text));

@ApiTags('reports')
@Controller()
@Needs('report.read')
export class ReportsController {
  constructor(
    private readonly data: OperatorData,
    private readonly reports: ReportAnswers,
  ) {}

  @Get('campaigns/:id/report')
  @Reporting(CAMPAIGN_REPORT, CAMPAIGN_REPORT_LIST, {
    summary: 'A campaign, job by job in its order, as CSV or NDJSON; fault: jobs_removed.',
    example:
      '{"type":"job","row":1,"device":"m-0001","job":7,"wave":0,"state":"succeeded","outcome":"updated","before":"1.0.0","after":"1.1.0","attempts":1}\n{"type":"end","rows":1}\n',
  })
  async campaign(
    @Param('id', CampaignIdPipe) id: number,
    @Query() query: ReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    checkWhole(await this.data.campaigns.get(id));
    const within = equal('campaign', 'number', id);
    const about = { report: CAMPAIGN_REPORT, list: CAMPAIGN_REPORT_LIST, within, name: `campaign-${id}` };
    await this.reports.send(reply, about, query);
  }

  @Get('devices/:id/history')
  @Reporting(DEVICE_HISTORY, ANY_HISTORY, {
    summary: 'What happened to a device, oldest first, as CSV or NDJSON.',
    description:
      'From its events, its attempts and its receipts, as far back as they are kept; and, for whoever may read the audit log, refused attempts to change it.',
    example:
      '{"type":"entry","row":1,"at":"2026-11-26T17:00:00.000Z","kind":"provisioned","data":{"product":"motor-g4"}}\n{"type":"end","rows":1}\n',
  })
  async device(
    @Param('id') id: string,
    @Query() query: HistoryQuery,
    @AskedBy() { principal }: Asking,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.data.devices.get(id);
    const withAudit = this.data.reach === 'everywhere' && reachOf(principal.grants, 'audit.read') === 'everywhere';
    const within = allOf(since('at', timeOf(query.from)), before('at', timeOf(query.to)));
    const list = deviceHistoryList({ deviceId: id, withAudit });
    await this.reports.send(reply, { report: DEVICE_HISTORY, list, within, name: `device-${id}` }, query);
  }
}

/** @throws Fault `jobs_removed`: a report says that it is whole, and that one would not be */
function checkWhole({ id, closing }: Campaign): void {
  if (closing === undefined) return;
  const removed = new Date(closing.atMs).toISOString();
  throw faultOf(
    'jobs_removed',
    `those of campaign ${id} since ${removed}; GET /campaigns/${id}/jobs has what is left`,
    { removed },
  );
}
