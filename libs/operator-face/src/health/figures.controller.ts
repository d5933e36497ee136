import { Controller, Get, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import type { Database } from '@twinbank/database';
import { DATABASE, DeviceWork } from '@twinbank/ports';

import { Scope } from '../auth/scope.js';
import type { ConnectionCounts } from '../http/http-connections.js';

/** What this server has done with its database since it started. */
export class DatabaseFigures {
  @ApiProperty({ enum: ['postgresql', 'embedded'] })
  kind!: string;
  @ApiProperty({ description: 'Rows inserted or updated by this server.' })
  rowsWritten!: number;
}

/** What became of operators' connections to this server since it started. */
export class HttpFigures {
  @ApiProperty({ type: 'integer', description: 'Connections open now.' })
  open!: number;
  @ApiProperty({ type: 'integer', description: 'Idle connections that were closed to make room.' })
  shed!: number;
  @ApiProperty({ type: 'integer', description: 'Connections that found no place.' })
  refused!: number;
  @ApiProperty({ type: 'integer', description: 'Connections closed because no request came in time.' })
  silent!: number;
}

/** What this server made of reports since it started. */
export class ReportFigures {
  @ApiProperty({
    description: 'Reports that were older than what is known of their device: acknowledged, and without effect.',
  })
  outdated!: number;
}

/** Figures of this server, for measurements. */
export class Figures {
  @ApiProperty({ type: DatabaseFigures })
  database!: DatabaseFigures;
  @ApiProperty({ type: HttpFigures })
  http!: HttpFigures;
  @ApiProperty({ type: ReportFigures })
  reports!: ReportFigures;
}

@ApiTags('health')
@Controller('figures')
export class FiguresController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly host: HttpAdapterHost,
    private readonly work: DeviceWork,
  ) {}

  @Get()
  @Scope('read')
  @ApiOperation({ summary: 'What this server has done since it started.' })
  @ApiOkResponse({ type: Figures })
  figures(): Figures {
    const { kind, rowsWritten } = this.database;
    const { connectionCounts } = this.host.httpAdapter.getInstance<{ connectionCounts: ConnectionCounts }>();
    return {
      database: { kind, rowsWritten },
      http: { ...connectionCounts },
      reports: { outdated: this.work.outdatedReports() },
    };
  }
}
