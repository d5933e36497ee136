import { isDeepStrictEqual } from 'node:util';

import type { Command } from '@twinbank/access';
import type { PartName } from '@twinbank/parts';
import { faultOf, type FinishPolicy } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { Product as ProductRow } from './generated/client.js';
import type { Session } from './connection/session.js';
import { storable } from './sql.js';

/**
 * Where the update agent of a product's images comes from: `twinbank`, recognised by the image's descriptor, or
 * `own`, the product's own agent, which cannot be recognised.
 */
export const PRODUCT_AGENTS = ['twinbank', 'own'] as const;
export type ProductAgent = (typeof PRODUCT_AGENTS)[number];

/** A kind of device. */
export interface Product {
  readonly name: string;
  readonly part: PartName;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  /** Whether devices without AES may install unencrypted releases. */
  readonly allowUnencrypted: boolean;
  readonly agent: ProductAgent;
  readonly createdAtMs: number;
}

const CREATE = `
  INSERT INTO products (name, part, hardware, finish_policy, allow_unencrypted, agent) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (name) DO NOTHING RETURNING name`;

/** Products. */
export class Products {
  constructor(private readonly session: Session) {}

  /**
   * Creates a product, and records it. If one of that name exists with the same properties, returns it and says
   * that nothing was created.
   *
   * @param product without `agent`, an existing product matches with any; a new one gets `twinbank`
   * @throws Fault `product_exists` if it has other properties
   */
  async create(
    product: Omit<Product, 'createdAtMs' | 'agent'> & { readonly agent?: ProductAgent | undefined },
    { by, nowMs }: Command,
  ): Promise<{ readonly product: Product; readonly created: boolean }> {
    const { name, part, finishPolicy, allowUnencrypted } = product;
    const agent = product.agent ?? (await this.find(name))?.agent ?? 'twinbank';
    const data = {
      name: storable(name),
      part,
      hardware: product.hardware.map(storable),
      finishPolicy,
      allowUnencrypted,
      agent,
    };
    const created = await this.session.transaction(async (query) => {
      const values = [data.name, part, data.hardware, finishPolicy, allowUnencrypted, agent];
      if ((await query({ text: CREATE }, values)).length === 0) return false;
      await appendEvents(query, [
        {
          atMs: nowMs,
          kind: 'product_created',
          actor: by,
          data: { product: data.name, part },
          change: { object: `products/${data.name}`, after: data },
        },
      ]);
      return true;
    });
    if (created) this.session.wrote(2);
    const { createdAtMs, ...stored } = await this.get(data.name);
    if (!isDeepStrictEqual(stored, data))
      throw faultOf('product_exists', `the product ${name} exists with other properties`);
    return { product: { ...stored, createdAtMs }, created };
  }

  async find(name: string): Promise<Product | undefined> {
    const row = await this.session.prisma.product.findUnique({ where: { name: storable(name) } });
    return row ? productOf(row) : undefined;
  }

  /** @throws Fault `product_unknown` */
  async get(name: string): Promise<Product> {
    const product = await this.find(name);
    if (!product) throw faultOf('product_unknown', `no product is called ${name}`);
    return product;
  }

  /** All products, by name: a company has dozens, not thousands. */
  async list(): Promise<readonly Product[]> {
    return (await this.session.prisma.product.findMany({ orderBy: { name: 'asc' } })).map(productOf);
  }
}

const productOf = ({ createdAt, ...row }: ProductRow): Product => ({
  ...row,
  part: row.part as PartName,
  finishPolicy: row.finishPolicy as FinishPolicy,
  agent: row.agent as ProductAgent,
  createdAtMs: createdAt.getTime(),
});
