import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import type { Actor } from '@twinbank/access';

import { By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { deviceAnswer } from '../devices/device.dto.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { MoveAnswer, MoveRequest, trustAnswer } from './move.dto.js';
import { MoveService } from './move.service.js';

@ApiTags('devices')
@Controller('devices')
export class MoveController {
  constructor(private readonly moving: MoveService) {}

  @Post(':id/move')
  @HttpCode(200)
  @Needs('device.rekey')
  @ApiOperation({
    summary:
      'Make a deactivated device one of another product of its project, with another root key, shown once; faults: device_unknown, device_active, product_unknown, product_foreign, hardware_unknown, manifest_key_missing, key_set_expired, conflict.',
    description:
      'For a device that goes back to the bench and gets other firmware. The new root key comes from the newest master key, and the one before is good for nothing any more. Write it into the device together with `manifestKeys`, which check the releases of the new product. What the device has reported is forgotten; its name, tags, attributes and history stay. It stays deactivated until it is reactivated.',
  })
  @ApiOkResponse({ type: MoveAnswer })
  async move(
    @Param('id') id: string,
    @Body() to: MoveRequest,
    @By() by: Actor,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<MoveAnswer> {
    const { device, deviceRoot, trust } = await this.moving.move(id, to, { by, onlyAt });
    return { ...deviceAnswer(device), deviceRoot, ...trustAnswer(trust) };
  }
}
