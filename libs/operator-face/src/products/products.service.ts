import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import { Products, type Product } from '@twinbank/database';
import { isPartName, PART_NAMES, PARTS } from '@twinbank/parts';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { ProductRequest } from './product.dto.js';

@Injectable()
export class ProductsService {
  constructor(
    private readonly products: Products,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Creates a product; the same request again returns the same product.
   *
   * @throws Fault `part_unknown`, `product_exists`, `request_invalid`
   */
  async create(
    { name, part, hardware, finishPolicy, allowUnencrypted, agent }: ProductRequest,
    by: Actor,
  ): Promise<{ readonly product: Product; readonly created: boolean }> {
    if (!isPartName(part))
      throw faultOf('part_unknown', `part must be one of ${PART_NAMES.join(', ')}`, { field: 'part' });
    if (PARTS[part].ciphers.length === 0 && !allowUnencrypted) {
      throw faultOf('request_invalid', `${part} has no AES unit: a product on it must allow unencrypted releases`, {
        field: 'allowUnencrypted',
      });
    }
    const draft = { name, part, hardware, finishPolicy, allowUnencrypted, agent };
    const made = await this.products.create(draft, { by, nowMs: this.clock.nowMs() });
    if (made.created) this.bus.recorded();
    return made;
  }

  list(): Promise<readonly Product[]> {
    return this.products.list();
  }

  /** @throws Fault `product_unknown` */
  get(name: string): Promise<Product> {
    return this.products.get(name);
  }
}
