import { Module } from '@nestjs/common';

import { RekeyController } from './rekey.controller.js';
import { RekeyService } from './rekey.service.js';

@Module({ controllers: [RekeyController], providers: [RekeyService] })
export class DeviceKeysModule {}
