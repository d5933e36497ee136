import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Actor } from '@twinbank/access';
import type { Device } from '@twinbank/database';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import type { Revisions } from '../http/only-at.js';
import {
  BULK_DEVICES_MAX,
  BulkAnswer,
  BulkChangeRequest,
  BulkDevicesRequest,
  BulkSelectedAnswer,
  BulkSelectedChangeRequest,
  changesOf,
  type BulkDevice,
} from './device-bulk.dto.js';
import { DeviceBulkService, lastTried } from './device-bulk.service.js';
import { deviceAnswer } from './device.dto.js';
import { DevicesService } from './devices.service.js';

const EACH =
  'Each device is an order of its own: one that is refused does not affect the others, and the answer says of each, in the order of the request, what became of it. A device that is not in the caller’s projects is not there.';

@ApiTags('devices')
@Controller('devices/bulk')
export class DeviceBulkController {
  constructor(
    private readonly devices: DevicesService,
    private readonly bulk: DeviceBulkService,
  ) {}

  @Post('change')
  @HttpCode(200)
  @Needs('device.change')
  @ApiOperation({
    summary:
      'Change the name, note, tags, attributes or hardware revision of many devices, alike or each in its own way.',
    description: `In JSON, or in NDJSON with a device and its change a line: {"id","revision","change"}. ${EACH}`,
  })
  @ApiOkResponse({ type: BulkAnswer })
  change(@Body() order: BulkChangeRequest, @By() by: Actor, @Req() request: OperatorRequest): Promise<BulkAnswer> {
    const changes = changesOf(order);
    return this.each(order.devices, request, (id, onlyAt) =>
      this.devices.change(id, { ...changes.get(id) }, { by, onlyAt }),
    );
  }

  @Post('change-selected')
  @HttpCode(200)
  @Needs('device.change')
  @ApiOperation({
    summary:
      'Change the name, note, tags, attributes or hardware revision of the devices of a selection; fault: selection_invalid.',
    description: `${BULK_DEVICES_MAX} devices at a time, by id: the answer says where to go on, also where the database stopped answering in the middle. Who is selected is looked at anew each time. ${EACH}`,
  })
  @ApiOkResponse({ type: BulkSelectedAnswer })
  async changeSelected(
    @Body() { filter, after, change }: BulkSelectedChangeRequest,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<BulkSelectedAnswer> {
    const { ids, next } = await this.devices.selected(filter, { after, limit: BULK_DEVICES_MAX });
    const devices = ids.map((id) => ({ id }));
    const answer = await this.each(devices, request, (id) => this.devices.change(id, { ...change }, { by }));
    const goOnAt = request.isHalfDone === true ? lastTried(answer) : next;
    return { ...answer, ...(goOnAt !== undefined && { next: goOnAt }) };
  }

  @Post('deactivate')
  @HttpCode(200)
  @Needs('device.deactivate')
  @ApiOperation({ summary: 'Throw many devices out at once, until they are reactivated.', description: EACH })
  @ApiOkResponse({ type: BulkAnswer })
  deactivate(
    @Body() { devices }: BulkDevicesRequest,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<BulkAnswer> {
    return this.each(devices, request, (id, onlyAt) => this.devices.deactivate(id, { by, onlyAt }));
  }

  @Post('reactivate')
  @HttpCode(200)
  @Needs('device.reactivate')
  @ApiOperation({ summary: 'Let many deactivated devices in again.', description: EACH })
  @ApiOkResponse({ type: BulkAnswer })
  reactivate(
    @Body() { devices }: BulkDevicesRequest,
    @By() by: Actor,
    @Req() request: OperatorRequest,
  ): Promise<BulkAnswer> {
    return this.each(devices, request, (id, onlyAt) => this.devices.reactivate(id, { by, onlyAt }));
  }

  private each(
    devices: readonly BulkDevice[],
    request: OperatorRequest,
    one: (id: string, onlyAt: Revisions) => Promise<Device>,
  ): Promise<BulkAnswer> {
    const told = (device: Device) => ({ revision: deviceAnswer(device).revision });
    return this.bulk.each(devices, request, { one, told });
  }
}
