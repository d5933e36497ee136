import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Database } from '@twinbank/database';

import { API_PREFIX } from '../api-prefix.js';
import { Public } from '../auth/scope.js';
import { BrokerState } from '../composition/device-face.js';
import { DATABASE } from '../composition/tokens.js';

/** Longest that readiness waits for the database: a probe that hangs is worse than one that says no. */
const PING_MS = 2000;

@ApiTags('health')
@Controller(['health', `${API_PREFIX}/health`])
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly broker: BrokerState,
  ) {}

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'Whether the process answers.' })
  @ApiOkResponse()
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ summary: 'Whether it can do its work: database and broker.' })
  @ApiOkResponse()
  @ApiResponse({ status: 503, description: 'It cannot; the body says what is missing.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; database: string; broker: string }> {
    const database = await this.databaseAnswers();
    const broker = this.broker.connected();
    if (!database || !broker) void reply.status(503);
    return { status: database && broker ? 'ok' : 'unavailable', database: database ? 'ok' : 'unavailable', broker: broker ? 'ok' : 'unavailable' };
  }

  private async databaseAnswers(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), PING_MS);
    });
    const ping = this.database.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([ping, late]).finally(() => clearTimeout(timer));
  }
}
