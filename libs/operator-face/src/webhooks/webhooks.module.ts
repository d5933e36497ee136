import { Module } from '@nestjs/common';

import { WebhookDispatch } from './webhook-dispatch.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

@Module({ controllers: [WebhooksController], providers: [WebhookDispatch, WebhooksService] })
export class WebhooksModule {}
