import { Readable } from 'node:stream';

import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import type { Actor } from '@twinbank/access';
import { DEVICE_JOB_LIST, DEVICE_LIST, EVENT_LIST } from '@twinbank/database';
import { allOf, equal } from '@twinbank/selection';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { EventAnswer, eventAnswer, EventPage } from '../events/event.dto.js';
import { JobAnswers } from '../jobs/job-answers.js';
import { JobAnswer, JobPage, removedJobs } from '../jobs/job.dto.js';
import { ListAnswers } from '../lists/list-answers.js';
import { Listing } from '../lists/list-documentation.js';
import { ListQuery } from '../lists/list-query.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { BrokerPasswords } from './broker-passwords.js';
import {
  BrokerPasswordQuery,
  DeviceAnswer,
  deviceAnswer,
  DeviceDetail,
  deviceDetail,
  DevicePage,
  DeviceQuery,
} from './device.dto.js';
import { DeviceChangeRequest } from './device-change.dto.js';
import { DevicesService } from './devices.service.js';

const DEVICES = { list: DEVICE_LIST, type: DeviceAnswer };
const JOBS = { list: DEVICE_JOB_LIST, type: JobAnswer };
const EVENTS = { list: EVENT_LIST, type: EventAnswer };

@ApiTags('devices')
@Controller('devices')
export class DevicesController {
  constructor(
    private readonly devices: DevicesService,
    private readonly lists: ListAnswers,
    private readonly passwords: BrokerPasswords,
    private readonly jobAnswers: JobAnswers,
  ) {}

  @Get()
  @Needs('device.read')
  @ApiOperation({ summary: 'Devices by id, narrowed by any of the conditions.' })
  @Listing(DEVICES)
  @ApiOkResponse({ type: DevicePage })
  async list(@Query() query: DeviceQuery): Promise<DevicePage> {
    const { product, hardware, state, version, online } = query;
    const within = allOf(
      equal('product', 'text', product),
      equal('hardware', 'text', hardware),
      equal('state', 'one-of', state),
      equal('version', 'version', version),
      equal('online', 'boolean', online),
    );
    return this.lists.page(DEVICES, query, { within, answers: (devices) => devices.map(deviceAnswer) });
  }

  @Get('broker-passwords')
  @Needs('device.passwords')
  @ApiOperation({
    summary:
      'Password file for a Mosquitto that admits the active devices, of one product or hardware where the query says so; no password can be read from it.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  brokerPasswords(@Query() { product, hardware }: BrokerPasswordQuery, @Res() reply: FastifyReply): FastifyReply {
    return reply.type('text/plain; charset=utf-8').send(Readable.from(this.passwords.lines({ product, hardware })));
  }

  @Get(':id')
  @Needs('device.read')
  @ApiOperation({ summary: 'A device with its banks and its health; fault: device_unknown.' })
  @ApiOkResponse({ type: DeviceDetail })
  async show(@Param('id') id: string): Promise<DeviceDetail> {
    const [device, health, disposal] = await Promise.all([
      this.devices.get(id),
      this.devices.health(id),
      this.devices.disposal(id),
    ]);
    return deviceDetail(device, health, disposal);
  }

  @Get(':id/jobs')
  @Needs('campaign.read')
  @ApiOperation({
    summary: 'The device’s jobs, newest first.',
    description: 'Where `removed` is given, older ones may be missing; the last one is always there.',
  })
  @Listing(JOBS)
  @ApiOkResponse({ type: JobPage })
  async jobs(@Param('id') id: string, @Query() query: ListQuery): Promise<JobPage> {
    const { product } = await this.devices.get(id);
    const [within, address] = [equal('device', 'text', id), `devices/${id}`];
    const page = await this.lists.page(JOBS, query, { within, address, answers: (jobs) => this.jobAnswers.of(jobs) });
    return { ...page, ...removedJobs(await this.devices.lastClosed(product)) };
  }

  @Get(':id/events')
  @Needs('event.read')
  @ApiOperation({ summary: 'What happened to the device, oldest first.' })
  @Listing(EVENTS)
  @ApiOkResponse({ type: EventPage })
  async events(@Param('id') id: string, @Query() query: ListQuery): Promise<EventPage> {
    await this.devices.get(id);
    const [within, address] = [equal('device', 'text', id), `devices/${id}`];
    return this.lists.page(EVENTS, query, { within, address, answers: (events) => events.map(eventAnswer) });
  }

  @Patch(':id')
  @Needs('device.change')
  @ApiOperation({
    summary:
      'Change the name, note, tags, attributes or hardware revision of a device; faults: device_unknown, attributes_full, hardware_unknown, device_in_campaign.',
    description:
      'What is missing stays as it is. The hardware revision changes only while no campaign has an open job for the device.',
  })
  @ApiOkResponse({ type: DeviceAnswer })
  async change(
    @Param('id') id: string,
    @Body() change: DeviceChangeRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<DeviceAnswer> {
    return deviceAnswer(await this.devices.change(id, { ...change }, { by, onlyAt }));
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @Needs('device.deactivate')
  @ApiOperation({ summary: 'Throw a device out at once, until it is reactivated; fault: device_unknown.' })
  @ApiOkResponse({ type: DeviceAnswer })
  async deactivate(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<DeviceAnswer> {
    return deviceAnswer(await this.devices.deactivate(id, { by, onlyAt }));
  }

  @Post(':id/reactivate')
  @HttpCode(200)
  @Needs('device.reactivate')
  @ApiOperation({
    summary: 'Let a deactivated device in again; faults: device_unknown, quota_exceeded, hardware_unknown.',
    description:
      'Its root key is the one that it had: whoever knows that key is let in with it. A device that was opened, or whose key leaked, must stay deactivated.',
  })
  @ApiOkResponse({ type: DeviceAnswer })
  async reactivate(@Param('id') id: string, @By() by: Actor, @OnlyAt() onlyAt: Revisions): Promise<DeviceAnswer> {
    return deviceAnswer(await this.devices.reactivate(id, { by, onlyAt }));
  }
}
