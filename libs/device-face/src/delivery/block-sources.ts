import { Injectable } from '@nestjs/common';

import { ReleaseStreams } from './release-streams.js';
import { TransferCache } from './transfer-cache.js';

/** What blocks are made of: whose transfer it is, and the stream of its release. */
@Injectable()
export class BlockSources {
  constructor(
    readonly transfers: TransferCache,
    readonly streams: ReleaseStreams,
  ) {}
}
