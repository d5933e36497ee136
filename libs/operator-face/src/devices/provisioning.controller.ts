import { PassThrough, type Readable } from 'node:stream';

import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import type { Actor } from '@twinbank/access';
import {
  atItsPace,
  Gate,
  IDEMPOTENCY_KEY,
  IDEMPOTENCY_KEY_HEADER,
  idempotencyKeyOf,
  NDJSON_MEDIA_TYPE,
  ndjsonLine,
} from '@twinbank/http';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import type { ProvisioningLine } from './provisioning-lines.js';
import { ProvisioningService } from './provisioning.service.js';

/** Most bulk requests at the same time: each keeps the answers in memory that its client has not read yet. */
export const BULK_MAX = 4;
const BULK_RETRY_MS = 2000;

@ApiTags('devices')
@Controller('devices')
export class ProvisioningController {
  private readonly gate = new Gate(BULK_MAX, BULK_RETRY_MS);

  constructor(
    private readonly provisioning: ProvisioningService,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('bulk')
  @Needs('device.provision')
  @ApiOperation({
    summary: 'Provision devices, thousands at once.',
    description:
      'One JSON object a line: {"id","product","hardware"}. The answer streams back while the request is read: first {"type":"keys",…} with the public keys and "mqttUrl", where devices connect (once more with "product" before the first device of a product that says who signs its releases: then that line counts for its devices; with root keys and a key set, where the product has them), then for each line {"type":"device","id","deviceRoot","epoch","optionBytes"} ("optionBytes": the bits that the flashing station programs, by their names in the reference manual, and the level RDP) or {"type":"fault","line","lines","id","code","detail"} ("lines": how many it stands for), at last {"type":"end","created","refused","faults"} with the refused lines by code. A root key is shown once and not stored; a request with the header Idempotency-Key may be sent again within a day and gets the same keys ("repeated": true) of the devices that it made, until they first connect.',
  })
  @ApiHeader({
    name: IDEMPOTENCY_KEY_HEADER,
    required: false,
    schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
    description:
      'Names this request, so that it can be sent again: 16 to 128 characters that nobody guesses, such as a UUID.',
  })
  @ApiConsumes(NDJSON_MEDIA_TYPE)
  @ApiProduces(NDJSON_MEDIA_TYPE)
  @ApiBody({ schema: { type: 'string', example: '{"id":"m-0001","product":"motor-g4","hardware":"A"}\n' } })
  @ApiResponse({ status: 200, schema: { type: 'string' } })
  bulk(@Req() request: FastifyRequest, @By() by: Actor, @Res() reply: FastifyReply): FastifyReply {
    if (!isStream(request.body))
      throw faultOf('media_type_unsupported', `devices are provisioned by ${NDJSON_MEDIA_TYPE}`);
    const key = idempotencyKeyOf(request.headers);
    const leave = this.gate.enter();
    const answer = new PassThrough();
    const body = atItsPace(request.body as AsyncIterable<Uint8Array>, request.raw);
    void this.pour(this.provisioning.provision(body, { by, nowMs: this.clock.nowMs() }, key), answer).finally(leave);
    return reply.status(200).type(NDJSON_MEDIA_TYPE).send(answer);
  }

  /**
   * Writes the answers without waiting for the client to read them. Many clients send their whole request before they
   * read anything; if the server waited, too, both sides would wait for ever. The limit on lines bounds how much can
   * pile up in memory.
   */
  private async pour(lines: AsyncIterable<ProvisioningLine[]>, answer: PassThrough): Promise<void> {
    try {
      for await (const batch of lines) {
        this.bus.recorded();
        if (answer.destroyed) return;
        answer.write(batch.map(ndjsonLine).join(''));
      }
      answer.end();
    } catch (error) {
      this.logger.error({ err: error }, 'provisioning was interrupted');
      if (!isFault(error) || answer.destroyed) return void answer.destroy(error as Error);
      answer.end(ndjsonLine({ type: 'broken-off', code: error.code, detail: error.detail } satisfies ProvisioningLine));
    }
  }
}

const isStream = (body: unknown): body is Readable => typeof (body as Readable | undefined)?.pipe === 'function';
