import { Module } from '@nestjs/common';

import { EventsModule } from '../events/events.module.js';
import { ProductsModule } from '../products/products.module.js';
import { BlobSweep } from './blob-sweep.js';
import { PathsController } from './paths/paths.controller.js';
import { PathsService } from './paths/paths.service.js';
import { ReleaseDiffController } from './release-diff.controller.js';
import { ReleasesController } from './releases.controller.js';
import { ReleasesService } from './releases.service.js';

@Module({
  imports: [EventsModule, ProductsModule],
  controllers: [ReleasesController, ReleaseDiffController, PathsController],
  providers: [ReleasesService, BlobSweep, PathsService],
})
export class ReleasesModule {}
