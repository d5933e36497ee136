import { Injectable } from '@nestjs/common';

import { Products, type Product } from '@twinbank/database';
import { faultOf, isPartName, PART_NAMES, PARTS } from '@twinbank/protocol';

import type { ProductRequest } from './product.dto.js';

@Injectable()
export class ProductsService {
  constructor(private readonly products: Products) {}

  /** Creates a product; the same order once more gives the same product. @throws Fault `part_unknown`, `product_exists`, `request_invalid` */
  async create({
    name,
    part,
    hardware,
    finishPolicy,
    allowUnencrypted,
    agent,
  }: ProductRequest): Promise<{ readonly product: Product; readonly created: boolean }> {
    if (!isPartName(part))
      throw faultOf('part_unknown', `part must be one of ${PART_NAMES.join(', ')}`, { field: 'part' });
    if (PARTS[part].ciphers.length === 0 && !allowUnencrypted) {
      throw faultOf('request_invalid', `${part} has no AES unit: a product on it must allow unencrypted releases`, {
        field: 'allowUnencrypted',
      });
    }
    return this.products.create({ name, part, hardware, finishPolicy, allowUnencrypted, agent });
  }

  list(): Promise<readonly Product[]> {
    return this.products.list();
  }

  /** @throws Fault `product_unknown` */
  get(name: string): Promise<Product> {
    return this.products.get(name);
  }
}
