import { Module } from '@nestjs/common';

import { EventFeed } from './event-feed.js';
import { EventLog } from './event-log.js';
import { EventStreams } from './event-streams.js';
import { EventsController } from './events.controller.js';

@Module({ controllers: [EventsController], providers: [EventFeed, EventStreams, EventLog], exports: [EventLog] })
export class EventsModule {}
