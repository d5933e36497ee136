import { isDeepStrictEqual } from 'node:util';

import type { Command } from '@twinbank/access';
import type { PartName } from '@twinbank/parts';
import { faultOf, type FinishPolicy } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { Product as ProductRow } from './generated/client.js';
import { isPgError, PG_CODES, type Session } from './connection/session.js';
import { DEFAULT_PROJECT } from './projects.js';
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
  /** Whose it is, for good. */
  readonly project: string;
  readonly part: PartName;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  /** Whether devices without AES may install unencrypted releases. */
  readonly allowUnencrypted: boolean;
  readonly agent: ProductAgent;
  readonly createdAtMs: number;
}

/** A product to be made: in the project `default` and with Twinbank's agent unless it says otherwise. */
export type ProductDraft = Omit<Product, 'createdAtMs' | 'agent' | 'project'> & {
  readonly agent?: ProductAgent | undefined;
  readonly project?: string | undefined;
};

const CREATE = `
  INSERT INTO products (name, project, part, hardware, finish_policy, allow_unencrypted, agent) VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (name) DO NOTHING RETURNING name`;

/** Products. */
export class Products {
  constructor(private readonly session: Session) {}

  /**
   * Creates a product, and records it. If one of that name exists with the same properties, returns it and says
   * that nothing was created.
   *
   * @param product without `agent`, an existing product matches with any; a new one gets `twinbank`
   * @throws Fault `product_exists` if it has other properties, or belongs to a project out of reach; `project_unknown`
   */
  async create(
    product: ProductDraft,
    { by, nowMs }: Command,
  ): Promise<{ readonly product: Product; readonly created: boolean }> {
    const { name, part, finishPolicy, allowUnencrypted, project = DEFAULT_PROJECT } = product;
    const agent = product.agent ?? (await this.find(name))?.agent ?? 'twinbank';
    const data = {
      name: storable(name),
      project,
      part,
      hardware: product.hardware.map(storable),
      finishPolicy,
      allowUnencrypted,
      agent,
    };
    const created = await this.insert(data, { by, nowMs });
    if (created) this.session.wrote(2);
    const found = await this.find(data.name);
    if (!found || !isDeepStrictEqual(found, { ...data, createdAtMs: found.createdAtMs }))
      throw faultOf('product_exists', `the product ${name} exists with other properties`);
    return { product: found, created };
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

  private async insert(data: Omit<Product, 'createdAtMs'>, { by, nowMs }: Command): Promise<boolean> {
    const { name, project, part, hardware, finishPolicy, allowUnencrypted, agent } = data;
    const values = [name, project, part, hardware, finishPolicy, allowUnencrypted, agent];
    try {
      return await this.session.transaction(async (query) => {
        if ((await query({ text: CREATE }, values)).length === 0) return false;
        const change = { object: `products/${name}`, after: data };
        const event = {
          atMs: nowMs,
          kind: 'product_created',
          project,
          actor: by,
          data: { product: name, part },
          change,
        };
        await appendEvents(query, [event]);
        return true;
      });
    } catch (error) {
      if (isPgError(error, PG_CODES.foreignKeyViolation)) throw faultOf('project_unknown');
      throw error;
    }
  }
}

const productOf = ({ createdAt, projectName, ...row }: ProductRow): Product => ({
  ...row,
  project: projectName,
  part: row.part as PartName,
  finishPolicy: row.finishPolicy as FinishPolicy,
  agent: row.agent as ProductAgent,
  createdAtMs: createdAt.getTime(),
});
