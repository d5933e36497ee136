import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { reachOf, type Asking } from '@twinbank/access';
import { CAMPAIGN_REPORT_LIST, deviceHistoryList, VERSION_LIST, type Database } from '@twinbank/database';
import { CLOCK, DATABASE } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { allOf, before, equal, since } from '@twinbank/selection';

import { AskedBy } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OperatorData } from '../auth/operator-data.js';
import { CampaignIdPipe } from '../campaigns/numeric-id.pipe.js';
import { demandWhole } from '../campaigns/summary/demand-whole.js';
import { CAMPAIGN_REPORT } from './campaign-report.js';
import { DEVICE_HISTORY } from './device-history.js';
import { asTheyAre, ReportAnswers } from './report-answers.js';
import { HistoryQuery, ReportQuery, VersionsQuery } from './report.dto.js';
import { Reporting } from './report-documentation.js';
import { rowsWithGaps, VERSION_REPORT, windowOf } from './version-report.js';

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
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('reports/versions')
  @Reporting(VERSION_REPORT, VERSION_LIST, {
    summary: 'How many active devices ran which version at the end of each day or hour, as CSV or NDJSON.',
    description:
      'From `from`, by default 30 days or 48 hours before `to`, up to `to`, by default now; at most 1000 steps. Devices are counted once an hour; single hours are known for 35 days. A stretch of time without a count is a row of the type unknown, which `limit` does not count. What a filter leaves out is not unknown.',
    example:
      '{"type":"unknown","row":1,"from":"2026-11-25T00:00:00.000Z","to":"2026-11-26T00:00:00.000Z"}\n{"type":"count","row":2,"from":"2026-11-26T00:00:00.000Z","to":"2026-11-27T00:00:00.000Z","at":"2026-11-27T00:00:00.000Z","project":"default","product":"motor-g4","version":"1.1.0","devices":210}\n{"type":"end","rows":2}\n',
  })
  async versions(@Query() query: VersionsQuery, @Res() reply: FastifyReply): Promise<void> {
    const span = windowOf(query, this.clock.nowMs());
    const counts = await this.database.versionCounts.lastOfSteps(span.fromMs, span.toMs, span.stepMs);
    const within = allOf(
      since('at', span.fromMs),
      before('at', span.toMs + 1),
      { field: 'at', kind: 'time', operator: 'in', values: [...counts.values()] },
      equal('product', 'text', query.product),
    );
    const rows = rowsWithGaps(span, counts);
    await this.reports.send(
      reply,
      { report: VERSION_REPORT, list: VERSION_LIST, rows, within, name: 'versions' },
      query,
    );
  }

  @Get('campaigns/:id/report')
  @Reporting(CAMPAIGN_REPORT, CAMPAIGN_REPORT_LIST, {
    summary: 'A campaign, job by job in its order, as CSV or NDJSON; fault: jobs_removed.',
    example:
      '{"type":"job","row":1,"device":"m-0001","job":7,"wave":0,"state":"succeeded","outcome":"updated","before":"1.0.0","after":"1.1.0","attempts":1,"firstOffered":"2026-11-26T10:00:00.000Z","offered":"2026-11-26T10:00:00.000Z","accepted":"2026-11-26T10:00:02.000Z","checked":"2026-11-26T10:01:15.000Z","swapped":"2026-11-26T10:01:16.000Z","confirmed":"2026-11-26T10:01:26.000Z","ended":"2026-11-26T10:01:26.000Z"}\n{"type":"end","rows":1}\n',
  })
  async campaign(
    @Param('id', CampaignIdPipe) id: number,
    @Query() query: ReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { campaigns } = this.data;
    const checkWhole = async (): Promise<void> => demandWhole(await campaigns.get(id));
    await checkWhole();
    const within = equal('campaign', 'number', id);
    const about = {
      report: CAMPAIGN_REPORT,
      list: CAMPAIGN_REPORT_LIST,
      rows: asTheyAre,
      within,
      checkWhole,
      name: `campaign-${id}`,
    };
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
    const about = { report: DEVICE_HISTORY, list, rows: asTheyAre, within, name: `device-${id}` };
    await this.reports.send(reply, about, query);
  }
}
