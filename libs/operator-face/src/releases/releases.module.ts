import { Module } from '@nestjs/common';

import { EventsModule } from '../events/events.module.js';
import { ProductsModule } from '../products/products.module.js';
import { AllReleasesController } from './all-releases.controller.js';
import { BlobSweep } from './blob-sweep.js';
import { PathsController } from './paths/paths.controller.js';
import { PathsService } from './paths/paths.service.js';
import { ReleaseIntake } from './release-intake.js';
import { ReleaseDiffController } from './release-diff.controller.js';
import { ReleasesController } from './releases.controller.js';
import { ReleasesService } from './releases.service.js';
import { ResumableUploads } from './resumable/resumable-uploads.service.js';
import { ShownReleases } from './shown-releases.js';
import { SbomController } from './sbom/sbom.controller.js';
import { SbomService } from './sbom/sbom.service.js';
import { UploadsController } from './resumable/uploads.controller.js';

@Module({
  imports: [EventsModule, ProductsModule],
  controllers: [
    ReleasesController,
    AllReleasesController,
    ReleaseDiffController,
    PathsController,
    UploadsController,
    SbomController,
  ],
  providers: [ReleasesService, ShownReleases, ReleaseIntake, ResumableUploads, BlobSweep, PathsService, SbomService],
})
export class ReleasesModule {}
