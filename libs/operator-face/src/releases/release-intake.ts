import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Actor } from '@twinbank/access';
import type { Product } from '@twinbank/database';
import { Gate, requestValidation } from '@twinbank/http';
import { PARTS } from '@twinbank/parts';

import { bringsPackage, readPackage } from './package-upload.js';
import { ReleaseRequest } from './release.dto.js';
import { ReleasesService, type Kept } from './releases.service.js';
import { readUpload } from './upload.js';

/**
 * Most uploads at the same time: each holds an image and its stream, up to a megabyte, while it is checked; in Intel HEX or S-records up to
 * two more, as an ELF file up to 24, and a linker map 8. Debug information that is compressed is made whole and read in one go, so it is there for one upload
 * at a time: up to 64 more, of which half is what all of its sections may have, and half the largest section once more.
 */
export const UPLOADS_MAX = 8;
const UPLOAD_RETRY_MS = 2000;

/** Reads an upload, a form with an image or a package, and makes a release of it. */
@Injectable()
export class ReleaseIntake {
  /** The places of uploads. Whoever reads the body of one, or a part of it, is inside. */
  readonly places = new Gate(UPLOADS_MAX, UPLOAD_RETRY_MS);
  private readonly validation = requestValidation();

  constructor(private readonly releases: ReleasesService) {}

  /**
   * @param upload the upload that this is, if it came in several requests
   * @throws Fault as {@link readUpload} and {@link ReleasesService.create}, or as {@link readPackage} and
   * {@link ReleasesService.createSigned}
   */
  async take(
    product: Product,
    request: FastifyRequest,
    { by, upload }: { readonly by: Actor; readonly upload?: string },
  ): Promise<Kept> {
    if (bringsPackage(request))
      return this.releases.createSigned(product, { file: await readPackage(request), by, upload });
    const { fields, image, map } = await readUpload(request, {
      maxImageBytes: PARTS[product.part].imageBytesMax,
      repeatable: ['hardware'],
    });
    const order = (await this.validation.transform(fields, {
      type: 'body',
      metatype: ReleaseRequest,
    })) as ReleaseRequest;
    return this.releases.create(product, order, { file: image, map, by, upload });
  }
}
