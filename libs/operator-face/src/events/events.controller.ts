import { Readable } from 'node:stream';

import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { EVENT_LIST } from '@twinbank/database';
import { SSE_MEDIA_TYPE } from '@twinbank/http';
import { allOf, equal } from '@twinbank/selection';

import type { OperatorRequest } from '../auth/operator.guard.js';
import { PrincipalWatch } from '../auth/principal-watch.js';
import { Needs } from '../auth/needs.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { EventStreams } from './event-streams.js';
import { EventAnswer, eventAnswer, EventLogQuery, EventPage, EventQuery } from './event.dto.js';

const EVENTS = { list: EVENT_LIST, type: EventAnswer };

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(
    private readonly streams: EventStreams,
    private readonly lists: ListAnswers,
    private readonly watch: PrincipalWatch,
  ) {}

  @Get()
  @Needs('event.read')
  @ApiOperation({
    summary: 'Live events (server-sent events), of one campaign or device or of all.',
    description:
      'With the header Last-Event-ID the stream begins after that event, so nothing is missed between two connections.',
  })
  @ApiHeader({ name: 'last-event-id', required: false })
  @ApiProduces(SSE_MEDIA_TYPE)
  @ApiOkResponse({ schema: { type: 'string' } })
  async stream(
    @Query() { campaign, device }: EventQuery,
    @Headers('last-event-id') lastId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const from = /^\d{1,15}$/.test(lastId ?? '') ? Number(lastId) : undefined;
    // Fastify also uses this route to answer HEAD, where nobody would read the stream.
    const stream =
      reply.request.method === 'HEAD'
        ? Readable.from([])
        : await this.streams.start({ campaignId: campaign, deviceId: device }, from);
    const { principal } = reply.request as OperatorRequest;
    if (principal !== undefined)
      stream.once(
        'close',
        this.watch.whileGood(principal, () => stream.destroy()),
      );
    // Close the stream however the response ends, also if it ended before there was anything to send.
    reply.raw.once('close', () => stream.destroy());
    if (reply.raw.destroyed) stream.destroy();
    else
      await reply
        .type(SSE_MEDIA_TYPE)
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream);
  }

  @Get('log')
  @Needs('event.read')
  @ApiOperation({ summary: 'Past events, oldest first.' })
  @Listing(EVENTS)
  @ApiOkResponse({ type: EventPage })
  async log(@Query() query: EventLogQuery): Promise<EventPage> {
    const { campaign, device } = query;
    const within = allOf(equal('campaign', 'number', campaign), equal('device', 'text', device));
    return this.lists.page(EVENTS, query, { within, answers: (events) => events.map(eventAnswer) });
  }
}
