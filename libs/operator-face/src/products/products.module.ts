import { Module } from '@nestjs/common';

import { KeySetsController } from './key-sets/key-sets.controller.js';
import { KeySetsService } from './key-sets/key-sets.service.js';
import { NewestKeySetsController } from './key-sets/newest-key-sets.controller.js';
import { ServerKeysController } from './key-sets/server-keys.controller.js';
import { ProductsController } from './products.controller.js';
import { ProductsService } from './products.service.js';

@Module({
  controllers: [ProductsController, KeySetsController, NewestKeySetsController, ServerKeysController],
  providers: [ProductsService, KeySetsService],
  exports: [ProductsService],
})
export class ProductsModule {}
