import { Global, Module } from '@nestjs/common';

import { StoredImages } from './stored-images.js';
import { UpdateOrders } from './update-orders.js';

/** What both faces ask about releases that are stored. */
@Global()
@Module({ providers: [StoredImages, UpdateOrders], exports: [StoredImages, UpdateOrders] })
export class StoredReleasesModule {}
