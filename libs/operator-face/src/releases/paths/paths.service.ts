import { Inject, Injectable } from '@nestjs/common';

import {
  DEFAULT_TERMS,
  fleetPaths,
  NO_PATHS,
  ReleasePaths,
  type FleetPaths,
  type PathsWanted,
  type UpdateTerms,
} from '@twinbank/campaign';
import type { Product } from '@twinbank/database';
import { PARTS } from '@twinbank/parts';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf, type SwapMode } from '@twinbank/protocol';
import { UpdateOrders, type LiveLook } from '@twinbank/stored-releases';

import { OperatorData } from '../../auth/operator-data.js';

/** Devices handled by one statement. */
const SLICE = 2000;

/** How ways are asked for. */
export interface Asked {
  readonly mode: SwapMode;
  readonly signal: AbortSignal;
}

interface Wanted {
  readonly wanted: PathsWanted;
  readonly look: LiveLook | undefined;
}

/** Finds the updates by which the devices of a product come to a release, a slice of them at a time. */
@Injectable()
export class PathsService {
  constructor(
    private readonly data: OperatorData,
    private readonly orders: UpdateOrders,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** `signal` ends it between two slices of devices, or two comparisons of releases. @throws Fault `product_unknown`, `release_unknown`, `release_withdrawn` */
  async of(product: string, version: string, { mode, signal }: Asked): Promise<FleetPaths> {
    const { wanted, look } = await this.wantedOf(await this.data.products.get(product), version, mode);
    let ways = new ReleasePaths(wanted);
    const selected = { product, selection: {}, waves: [], atMs: this.clock.nowMs(), takesOverAt: undefined };
    let found = NO_PATHS;
    for (let after: string | undefined, more = true; more;) {
      signal.throwIfAborted();
      const slice = await this.data.plans.groups({ ...selected, spreadBy: undefined }, { after, limit: SLICE });
      let next = fleetPaths(found, slice.groups, ways);
      while (await look?.settle(signal)) next = fleetPaths(found, slice.groups, (ways = new ReleasePaths(wanted)));
      found = next;
      after = slice.after;
      more = after !== undefined;
    }
    return found;
  }

  private async wantedOf(product: Product, version: string, mode: SwapMode): Promise<Wanted> {
    const { id } = await this.data.releases.get(product.name, version);
    const releases = await this.orders.available(product.name);
    const target = releases.find((release) => release.version === version);
    if (!target) throw faultOf('release_withdrawn', `${product.name} ${version} was withdrawn`);
    const look = mode === 'live' ? await this.orders.liveLook(product.name, id) : undefined;
    const running = await this.orders.known(product.name);
    return { look, wanted: { target, releases, terms: termsOf(product, mode), running, notLive: look?.notLive } };
  }
}

/** What a campaign would order that says nothing but the mode. */
const termsOf = ({ part, finishPolicy }: Product, mode: SwapMode): UpdateTerms => ({
  ...DEFAULT_TERMS,
  ...{ mode, policy: finishPolicy, cipher: PARTS[part].ciphers[0] ?? 'none', slotDeadlineMs: 0 },
});
