import { PassThrough, type Readable } from 'node:stream';

import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { atItsPace, Gate, NDJSON_MEDIA_TYPE, ndjsonLine } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';

import { Scope } from '../auth/scope.js';
import { LOGGER } from '../composition/tokens.js';
import { EventLog } from '../events/event-log.js';
import type { ProvisioningLine } from './provisioning-lines.js';
import { ProvisioningService } from './provisioning.service.js';

/** Bulk requests at once: each keeps the answers that its client has not read yet. */
const BULK_MAX = 4;
const BULK_RETRY_MS = 2000;

@ApiTags('devices')
@Controller('devices')
export class ProvisioningController {
  private readonly gate = new Gate(BULK_MAX, BULK_RETRY_MS);

  constructor(
    private readonly provisioning: ProvisioningService,
    private readonly log: EventLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('bulk')
  @Scope('operate')
  @ApiOperation({
    summary: 'Provision devices, thousands at once.',
    description:
      'One JSON object a line: {"id","product","hardware"}. The answer streams back while the request is read: first {"type":"keys",…} with the public keys and "mqttUrl", where devices connect, then for each line {"type":"device","id","deviceRoot","epoch"} or {"type":"fault","line","lines","id","code","detail"} ("lines": how many it stands for), at last {"type":"end","created","refused","faults"} with the refused lines by code. A root key is shown once and not stored.',
  })
  @ApiConsumes(NDJSON_MEDIA_TYPE)
  @ApiProduces(NDJSON_MEDIA_TYPE)
  @ApiBody({ schema: { type: 'string', example: '{"id":"m-0001","product":"motor-g4","hardware":"A"}\n' } })
  @ApiResponse({ status: 200 })
  bulk(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    if (!isStream(request.body)) throw faultOf('media_type_unsupported', `devices are provisioned by ${NDJSON_MEDIA_TYPE}`);
    const leave = this.gate.enter();
    const answer = new PassThrough();
    void this.pour(this.provisioning.provision(atItsPace(request.body as AsyncIterable<Uint8Array>, request.raw)), answer).finally(leave);
    return reply.status(200).type(NDJSON_MEDIA_TYPE).send(answer);
  }

  /**
   * Writes the answers without waiting for the client to read them: many clients send their whole request first, and both sides
   * would wait for ever. The number of lines bounds what can pile up.
   */
  private async pour(lines: AsyncIterable<ProvisioningLine[]>, answer: PassThrough): Promise<void> {
    try {
      for await (const batch of lines) {
        if (answer.destroyed) return;
        answer.write(batch.map(ndjsonLine).join(''));
        const last = batch.at(-1);
        if (last?.type === 'end' && last.created > 0) await this.log.record('devices_provisioned', { data: { created: last.created, refused: last.refused } });
      }
      answer.end();
    } catch (error) {
      this.logger.error({ err: error }, 'provisioning broke off');
      answer.destroy(error as Error);
    }
  }
}

const isStream = (body: unknown): body is Readable => typeof (body as Readable | undefined)?.pipe === 'function';
