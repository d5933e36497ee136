import { Inject, Injectable } from '@nestjs/common';

import {
  DEFAULT_TERMS,
  fleetPaths,
  NO_PATHS,
  ReleasePaths,
  type FleetPaths,
  type UpdateTerms,
} from '@twinbank/campaign';
import type { Product } from '@twinbank/database';
import { PARTS } from '@twinbank/parts';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf, type SwapMode } from '@twinbank/protocol';
import { UpdateOrders } from '@twinbank/stored-releases';

import { OperatorData } from '../../auth/operator-data.js';

/** Devices handled by one statement. */
const SLICE = 2000;

/** Finds the updates by which the devices of a product come to a release, a slice of them at a time. */
@Injectable()
export class PathsService {
  constructor(
    private readonly data: OperatorData,
    private readonly orders: UpdateOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `product_unknown`, `release_unknown`, `release_withdrawn` */
  async of(product: string, version: string, mode: SwapMode): Promise<FleetPaths> {
    const ways = await this.waysTo(await this.data.products.get(product), version, mode);
    const selected = { product, selection: {}, waves: [], atMs: this.clock.nowMs(), takesOverAt: undefined };
    let found = NO_PATHS;
    for (let after: string | undefined, more = true; more;) {
      const slice = await this.data.plans.groups({ ...selected, spreadBy: undefined }, { after, limit: SLICE });
      found = fleetPaths(found, slice.groups, ways);
      after = slice.after;
      more = after !== undefined;
    }
    return found;
  }

  private async waysTo(product: Product, version: string, mode: SwapMode): Promise<ReleasePaths> {
    const { state } = await this.data.releases.get(product.name, version);
    if (state === 'withdrawn') throw faultOf('release_withdrawn', `${product.name} ${version} was withdrawn`);
    const releases = await this.orders.available(product.name);
    const target = releases.find((release) => release.version === version)!;
    return new ReleasePaths({
      ...{ target, releases, terms: termsOf(product, mode) },
      running: await this.orders.known(product.name),
    });
  }
}

/** What a campaign would order that says nothing but the mode. */
const termsOf = ({ part, finishPolicy }: Product, mode: SwapMode): UpdateTerms => ({
  ...DEFAULT_TERMS,
  ...{ mode, policy: finishPolicy, cipher: PARTS[part].ciphers[0] ?? 'none', slotDeadlineMs: 0 },
});
