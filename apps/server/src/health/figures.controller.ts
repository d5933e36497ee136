import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';

import type { Database } from '@twinbank/database';

import { Scope } from '../auth/scope.js';
import { DATABASE } from '../composition/tokens.js';

/** What this server has done with its database since it started. */
export class DatabaseFigures {
  @ApiProperty({ enum: ['postgresql', 'embedded'] })
  kind!: string;
  @ApiProperty({ description: 'Rows inserted or updated by this server.' })
  rowsWritten!: number;
}

/** Figures of this server, for measurements. */
export class Figures {
  @ApiProperty({ type: DatabaseFigures })
  database!: DatabaseFigures;
}

@ApiTags('health')
@Controller('figures')
export class FiguresController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @Scope('read')
  @ApiOperation({ summary: 'What this server has done since it started.' })
  @ApiOkResponse({ type: Figures })
  figures(): Figures {
    const { kind, rowsWritten } = this.database;
    return { database: { kind, rowsWritten } };
  }
}
