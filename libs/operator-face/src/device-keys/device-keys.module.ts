import { Module } from '@nestjs/common';

import { MasterKeysController } from './master-keys.controller.js';
import { MoveController } from './move.controller.js';
import { MoveService } from './move.service.js';
import { RekeyController } from './rekey.controller.js';
import { RekeyService } from './rekey.service.js';

@Module({
  controllers: [RekeyController, MoveController, MasterKeysController],
  providers: [RekeyService, MoveService],
})
export class DeviceKeysModule {}
