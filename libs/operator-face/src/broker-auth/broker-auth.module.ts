import { Module } from '@nestjs/common';

import { BrokerAuthController } from './broker-auth.controller.js';

@Module({ controllers: [BrokerAuthController] })
export class BrokerAuthModule {}
