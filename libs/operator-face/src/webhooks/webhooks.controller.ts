import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor, Asking } from '@twinbank/access';
import { DELIVERY_LIST, REPLAY_MAX, WEBHOOK_LIST, type WebhookDelivery } from '@twinbank/database';
import { markCreated } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';
import { allOf, equal } from '@twinbank/selection';

import { AskedBy, By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import {
  deliveryAnswer,
  DeliveryAnswer,
  DeliveryPage,
  DeliveryQuery,
  ReplayAnswer,
  SecretRotationRequest,
  webhookAnswer,
  WebhookAnswer,
  WebhookChangeRequest,
  WebhookPage,
  WebhookRequest,
  WebhookSecretAnswer,
} from './webhook.dto.js';
import { WebhooksService } from './webhooks.service.js';

const WEBHOOKS = { list: WEBHOOK_LIST, type: WebhookAnswer };
const DELIVERIES = { list: DELIVERY_LIST, type: DeliveryAnswer };

@ApiTags('webhooks')
@Controller('webhooks')
@Needs('webhook.manage')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly lists: ListAnswers,
  ) {}

  @Post()
  @ApiOperation({
    summary:
      'Make a webhook; its secret is shown once; faults: project_unknown, quota_exceeded, webhook_address_refused.',
    description:
      'Events are posted to it as the specification Standard Webhooks says, signed with the secret; `webhooks` in this document has the messages.',
  })
  @ApiCreatedResponse({ type: WebhookSecretAnswer })
  async create(
    @Body() order: WebhookRequest,
    @AskedBy() { reach }: Asking,
    @By() by: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebhookSecretAnswer> {
    const { webhook, secret } = await this.webhooks.create(order, reach, by);
    markCreated(reply, webhook.id);
    return { ...webhookAnswer(webhook), secret };
  }

  @Get()
  @ApiOperation({ summary: 'Webhooks, in the order in which they were made; never their secrets.' })
  @Listing(WEBHOOKS)
  @ApiOkResponse({ type: WebhookPage })
  async list(@Query() query: ListQuery): Promise<WebhookPage> {
    return this.lists.page(WEBHOOKS, query, { answers: (webhooks) => webhooks.map(webhookAnswer) });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One webhook; fault: webhook_unknown.' })
  @ApiOkResponse({ type: WebhookAnswer })
  async show(@Param('id') id: string): Promise<WebhookAnswer> {
    return webhookAnswer(await this.webhooks.data.get(id));
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change, enable or disable a webhook; faults: webhook_unknown, webhook_address_refused.',
    description:
      'While it is disabled no events are kept for it. When it is enabled again, or has another address, what waits is sent at once, if it is not too old.',
  })
  @ApiOkResponse({ type: WebhookAnswer })
  async change(
    @Param('id') id: string,
    @Body() change: WebhookChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<WebhookAnswer> {
    return webhookAnswer(await this.webhooks.change(id, change, by, onlyAt));
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete a webhook with its deliveries; fault: webhook_unknown.' })
  @ApiOkResponse({ type: WebhookAnswer, description: 'The webhook as it was.' })
  async delete(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<WebhookAnswer> {
    return webhookAnswer(await this.webhooks.remove(id, by, onlyAt));
  }

  @Post(':id/rotate')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give a webhook another secret, shown once; fault: webhook_unknown.',
    description:
      'During the overlap each message carries two signatures, so that the receiver can change when it likes.',
  })
  @ApiOkResponse({ type: WebhookSecretAnswer })
  async rotate(
    @Param('id') id: string,
    @Body() { overlapSeconds }: SecretRotationRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<WebhookSecretAnswer> {
    const { webhook, secret } = await this.webhooks.rotate(id, overlapSeconds, by, onlyAt);
    return { ...webhookAnswer(webhook), secret };
  }

  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Have an event sent that is a test and nothing else; faults: webhook_unknown, webhook_disabled.',
  })
  @ApiOkResponse({ type: DeliveryAnswer })
  async try(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<DeliveryAnswer> {
    return deliveryAnswer(await this.webhooks.try(id, by, onlyAt));
  }

  @Post(':id/replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Have all dead deliveries sent once more; faults: webhook_unknown, webhook_disabled.',
    description: `The ${REPLAY_MAX} oldest at a time: once more sends the next ones.`,
  })
  @ApiOkResponse({ type: ReplayAnswer })
  async replayAll(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<ReplayAnswer> {
    return { replayed: await this.webhooks.replay(id, undefined, { by, onlyAt }) };
  }

  @Get(':id/deliveries')
  @ApiOperation({ summary: 'What was and is to be sent to a webhook, oldest first; fault: webhook_unknown.' })
  @Listing(DELIVERIES)
  @ApiOkResponse({ type: DeliveryPage })
  async deliveries(@Param('id') id: string, @Query() query: DeliveryQuery): Promise<DeliveryPage> {
    const { number } = await this.webhooks.data.get(id);
    const within = allOf(equal('webhook', 'number', number), equal('state', 'one-of', query.state));
    const answers = (deliveries: readonly WebhookDelivery[]) => deliveries.map(deliveryAnswer);
    return this.lists.page(DELIVERIES, query, { within, address: `webhooks/${id}`, answers });
  }

  @Post(':id/deliveries/:delivery/replay')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Have one delivery sent once more; faults: webhook_unknown, delivery_unknown, webhook_disabled.',
    description: 'One that waits already stays as it is.',
  })
  @ApiOkResponse({ type: DeliveryAnswer })
  async replay(
    @Param('id') id: string,
    @Param('delivery') delivery: string,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<DeliveryAnswer> {
    const number = /^[1-9]\d{0,14}$/.test(delivery) ? Number(delivery) : undefined;
    await this.webhooks.data.get(id);
    if (number === undefined) throw faultOf('delivery_unknown');
    await this.webhooks.data.delivery(id, number);
    await this.webhooks.replay(id, number, { by, onlyAt });
    return deliveryAnswer(await this.webhooks.data.delivery(id, number));
  }
}
