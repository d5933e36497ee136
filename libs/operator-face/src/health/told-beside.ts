import { Inject, Injectable } from '@nestjs/common';

import { CUSTODY, type CustodyReport } from '@twinbank/ports';
import { StoredImages } from '@twinbank/stored-releases';

import type { ReadinessFacts } from './readiness.js';

/** What readiness tells beside its status, because the server does its work all the same. */
@Injectable()
export class ToldBeside {
  constructor(
    private readonly images: StoredImages,
    @Inject(CUSTODY) private readonly custody: CustodyReport,
  ) {}

  facts(): Pick<ReadinessFacts, 'someImageLost' | 'keysReachable'> {
    return { someImageLost: this.images.someLost, keysReachable: this.custody.fault() === undefined };
  }
}
