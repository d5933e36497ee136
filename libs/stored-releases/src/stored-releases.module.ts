import { Global, Module } from '@nestjs/common';

import { LiveVerdicts } from './live-verdicts.js';
import { ProductKeySets } from './product-key-sets.js';
import { ReleaseComparisons } from './release-comparisons.js';
import { StoredImages } from './stored-images.js';
import { UpdateOrders } from './update-orders.js';

/** What both faces need to know about stored releases. */
@Global()
@Module({
  providers: [LiveVerdicts, ProductKeySets, ReleaseComparisons, StoredImages, UpdateOrders],
  exports: [ProductKeySets, ReleaseComparisons, StoredImages, UpdateOrders],
})
export class StoredReleasesModule {}
