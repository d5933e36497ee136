import { Global, Module } from '@nestjs/common';

import { StoredImages } from './stored-images.js';
import { UpdateOrders } from './update-orders.js';

/** What both faces need to know about stored releases. */
@Global()
@Module({ providers: [StoredImages, UpdateOrders], exports: [StoredImages, UpdateOrders] })
export class StoredReleasesModule {}
