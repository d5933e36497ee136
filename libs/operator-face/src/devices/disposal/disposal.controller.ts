import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { By } from '../../auth/by.js';
import { Needs } from '../../auth/needs.js';
import { OnlyAt, type Revisions } from '../../http/only-at.js';
import { deviceDetail, DeviceDetail } from '../device.dto.js';
import { DevicesService } from '../devices.service.js';
import { DisposalRecord, disposalRecord, DisposalRequest } from './disposal.dto.js';

@ApiTags('devices')
@Controller('devices')
export class DisposalController {
  constructor(private readonly devices: DevicesService) {}

  @Post(':id/disposal')
  @HttpCode(200)
  @Needs('device.dispose')
  @ApiOperation({
    summary:
      'Order a device to forget its keys, for good: for one that is scrapped or sold; faults: device_unknown, confirmation_mismatch, conflict.',
    description:
      'There is no way back: it is not reactivated, moved or re-keyed any more, and its id stays taken. Its open job ends, and its name, note, tags, attributes and health are gone. It is told when it connects next, and says by a receipt that it has taken the order; until then, its disposal is not confirmed. A device whose agent cannot be told is shown as such: destroy its keys by hand. Repeating the order changes nothing.',
  })
  @ApiOkResponse({ type: DeviceDetail })
  async dispose(
    @Param('id') id: string,
    @Body() { confirm, reason }: DisposalRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<DeviceDetail> {
    await this.devices.get(id);
    if (confirm !== id)
      throw faultOf('confirmation_mismatch', `${id} is to be disposed of, and the confirmation names another device`);
    const { device, disposal } = await this.devices.dispose(id, { reason }, { by, onlyAt });
    return deviceDetail(device, undefined, disposal);
  }

  @Get(':id/disposal')
  @Needs('device.read')
  @ApiOperation({
    summary: 'The end of a device’s life with what was signed for it; fault: device_unknown.',
    description:
      'The order, the receipt and its acknowledgement as they were said, for whoever asks years later. Order and acknowledgement are checked with the ticket key of the server; the receipt by whoever has its key ring. Where its end was not ordered, there is nothing of it.',
  })
  @ApiOkResponse({ type: DisposalRecord })
  async record(@Param('id') id: string): Promise<DisposalRecord> {
    const [device, disposal] = await Promise.all([this.devices.get(id), this.devices.disposal(id)]);
    return disposalRecord(device, disposal);
  }
}
