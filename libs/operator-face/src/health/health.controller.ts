import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Database } from '@twinbank/database';
import { BrokerState, DATABASE, DeviceWork } from '@twinbank/ports';

import { API_PREFIX } from '../http/api-prefix.js';
import { Public } from '../auth/needs.js';
import { LivenessAnswer, ReadinessAnswer } from './health.dto.js';
import { readinessOf, type Readiness } from './readiness.js';
import { StorageRoom } from './storage-room.js';
import { ToldBeside } from './told-beside.js';

/** How long readiness waits for the database at most: a probe that hangs is worse than one that says no. */
const PING_MS = 2000;

@ApiTags('health')
@Controller(['health', `${API_PREFIX}/health`])
export class HealthController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly broker: BrokerState,
    private readonly work: DeviceWork,
    private readonly room: StorageRoom,
    private readonly beside: ToldBeside,
  ) {}

  @Get('live')
  @Public()
  @ApiOperation({ summary: 'Whether the process answers.' })
  @ApiOkResponse({ type: LivenessAnswer })
  live(): LivenessAnswer {
    return { status: 'ok' };
  }

  @Get('ready')
  @Public()
  @ApiOperation({
    summary:
      'Whether it does its work: database and broker answer, there is room on the disk, campaigns, reports and deliveries come forward.',
  })
  @ApiOkResponse({ type: ReadinessAnswer })
  @ApiResponse({
    status: 503,
    type: ReadinessAnswer,
    description: 'It does not; the body says what is missing or stuck.',
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = readinessOf({
      database: await this.databaseAnswers(),
      broker: this.broker.connected(),
      storageFull: await this.room.isFull(),
      ...this.beside.facts(),
      standing: this.work.standing(),
      clockSteppedMs: this.work.clockSteppedMs(),
      nowMs: performance.now(),
    });
    if (readiness.status !== 'ok') void reply.status(503);
    return readiness;
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
