import { Controller, Get, Inject } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';

import type { Database } from '@twinbank/database';
import { DATABASE, DeviceFaults, DeviceWork } from '@twinbank/ports';

import { AuditSealer } from '../audit/audit-sealer.js';
import { Needs } from '../auth/needs.js';
import type { ConnectionCounts } from '../http/http-connections.js';

/** What this server has done with its database since it started. */
export class DatabaseFigures {
  @ApiProperty({ enum: ['postgresql', 'embedded'] })
  kind!: string;
  @ApiProperty({ description: 'Rows inserted or updated by this server.' })
  rowsWritten!: number;
}

/** What happened to operators' connections to this server since it started. */
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

/** What this server did with reports since it started. */
export class ReportFigures {
  @ApiProperty({
    description: 'Reports that were older than what is known of their device: acknowledged, and without effect.',
  })
  outdated!: number;
}

/** What devices, and those who claim to be one, did wrong at this server since it started. */
export class DeviceFigures {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description:
      'How often each fault occurred, by code. `overloaded`: a connection found no place; `request_timeout`: a handshake or a first message did not come in time; `rate_exceeded`: a device or an address sent more than it may.',
    example: { token_expired: 3, rate_exceeded: 1 },
  })
  faults!: Partial<Record<string, number>>;
}

/** The disk space that a table of the database takes. */
export class TableFigures {
  @ApiProperty({ example: 'events' })
  table!: string;
  @ApiProperty({ description: 'On disk, with its indexes.' })
  bytes!: number;
}

/** The state of the audit log. */
export class AuditFigures {
  @ApiProperty({ description: 'Sequence of its last entry.' })
  sequence!: number;
  @ApiPropertyOptional({
    description: 'How this server found its chain broken since it started; missing where it did not.',
  })
  broken?: string;
}

/** Figures of this server, for measurements. */
export class Figures {
  @ApiProperty({ type: DatabaseFigures })
  database!: DatabaseFigures;
  @ApiProperty({ type: HttpFigures })
  http!: HttpFigures;
  @ApiProperty({ type: DeviceFigures })
  devices!: DeviceFigures;
  @ApiProperty({ type: ReportFigures })
  reports!: ReportFigures;
  @ApiProperty({ type: AuditFigures })
  audit!: AuditFigures;
  @ApiProperty({ type: [TableFigures], description: 'Tables of the database, largest first.' })
  tables!: TableFigures[];
}

@ApiTags('health')
@Controller('figures')
export class FiguresController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly host: HttpAdapterHost,
    private readonly work: DeviceWork,
    private readonly devices: DeviceFaults,
    private readonly sealer: AuditSealer,
  ) {}

  @Get()
  @Needs('server.read')
  @ApiOperation({ summary: 'What this server has done since it started.' })
  @ApiOkResponse({ type: Figures })
  async figures(): Promise<Figures> {
    const { kind, rowsWritten, retention, auditLog } = this.database;
    const { broken } = this.sealer;
    const [tables, { head }] = await Promise.all([retention.sizes(), auditLog.state()]);
    const { connectionCounts } = this.host.httpAdapter.getInstance<{ connectionCounts: ConnectionCounts }>();
    return {
      database: { kind, rowsWritten },
      http: { ...connectionCounts },
      devices: { faults: { ...this.devices.faults } },
      reports: { outdated: this.work.outdatedReports() },
      audit: { sequence: head.sequence, ...(broken !== undefined && { broken }) },
      tables: [...tables],
    };
  }
}
