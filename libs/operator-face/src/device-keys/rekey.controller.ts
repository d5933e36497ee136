import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';

import { reachOf, type Actor, type Asking } from '@twinbank/access';

import { AskedBy, By } from '../auth/by.js';
import { Needs } from '../auth/needs.js';
import { deviceAnswer } from '../devices/device.dto.js';
import { OnlyAt, type Revisions } from '../http/only-at.js';
import { RekeyAnswer, RekeyRequest } from './rekey.dto.js';
import { RekeyService } from './rekey.service.js';

@ApiTags('devices')
@Controller('devices')
export class RekeyController {
  constructor(private readonly rekeying: RekeyService) {}

  @Post(':id/rekey')
  @HttpCode(200)
  @Needs('device.rekey')
  @ApiOperation({
    summary: 'Give a device another root key, shown once; fault: device_unknown.',
    description:
      'It comes from the newest master key, and is written into the device at the next manufacturing step. Until `oldUntil` the device signs in with either key; once it has with the new one, the old one is refused. Once more before that makes another new key, and never lets the old one be good for longer. Of a device that is active it needs a role that allows `device.rekey.active`, too; of a deactivated one `device.rekey` is enough.',
  })
  @ApiOkResponse({ type: RekeyAnswer })
  async rekey(
    @Param('id') id: string,
    @Body() { oldUntil }: RekeyRequest,
    @By() by: Actor,
    @AskedBy() { principal }: Asking,
    @OnlyAt() onlyAt: Revisions,
  ): Promise<RekeyAnswer> {
    const activeIn = reachOf(principal.grants, 'device.rekey.active');
    const { device, deviceRoot } = await this.rekeying.rekey(id, oldUntil, { by, onlyAt, activeIn });
    return { ...deviceAnswer(device), deviceRoot };
  }
}
