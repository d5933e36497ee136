import { isDeepStrictEqual } from 'node:util';

import { reaches, type Command } from '@twinbank/access';
import type { SigningPolicy } from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { faultOf, type FinishPolicy } from '@twinbank/protocol';

import { appendEvents } from './events.js';
import type { Product as ProductRow } from './generated/client.js';
import { leaveGroups } from './groups/group-leaving.js';
import type { Session } from './connection/session.js';
import { holdProject } from './projects/holds.js';
import { DEFAULT_PROJECT } from './projects/project.js';
import { requireWithinQuotas, STORED_BYTES, type ProjectUsage } from './projects/quotas.js';
import {
  changeProduct,
  changeSigning,
  deleteProduct,
  heldForChange,
  signingOf,
  type NextPolicy,
  type ProductChange,
} from './product-changes.js';
import { requireRevision } from './revision.js';
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
  /** The project that it belongs to. */
  readonly project: string;
  readonly part: PartName;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  /** Whether devices without AES may install unencrypted releases. */
  readonly allowUnencrypted: boolean;
  readonly agent: ProductAgent;
  /** Who may sign its releases. */
  readonly signing: SigningPolicy;
  readonly createdAtMs: number;
  readonly version: number;
}

/** A product to be made: in the project `default` and with Twinbank's agent unless it says otherwise. */
export type ProductDraft = Omit<Product, 'createdAtMs' | 'version' | 'agent' | 'project' | 'signing'> & {
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
    const { signing, createdAtMs, version } = found ?? {};
    if (!found || !isDeepStrictEqual(found, { ...data, signing, createdAtMs, version }))
      throw faultOf('product_exists', `the product ${name} exists with other properties`);
    return { product: found, created };
  }

  /**
   * Moves a product with its releases, devices and campaigns to another project, and records it in both. What was
   * recorded of it before stays in the log of the project that it leaves, and so do groups, which lose its devices. Moving it
   * to where it is changes nothing.
   *
   * @throws Fault `product_unknown`, `project_unknown`, `quota_exceeded`, `precondition_failed`, `group_in_use` while a
   * campaign of it that does not have its devices yet names groups
   */
  async move(name: string, to: string, { by, nowMs, onlyAt }: Command): Promise<Product> {
    const { name: product } = await this.get(name);
    let left = 0;
    const moved = await this.session.transaction(async (query) => {
      const { project: from, ...before } = await heldForChange(query, this.session.reach, product);
      requireRevision({ onlyAt }, before);
      if (from === to) return false;
      if (!reaches(this.session.reach, to)) throw faultOf('project_unknown');
      left = await leaveGroups(query, { product, project: from }, { by, nowMs });
      await holdProject(query, to);
      await query({ text: 'UPDATE products SET project = $2, version = version + 1 WHERE name = $1' }, [product, to]);
      const [brought] = await query<ProjectUsage & Record<string, unknown>>({ text: BROUGHT }, [product]);
      await requireWithinQuotas(query, to, brought!);
      const change = { object: `products/${product}`, before: { project: from }, after: { project: to } };
      const event = { atMs: nowMs, kind: 'product_moved' as const, actor: by, change };
      // Neither log says where the product came from or went to: its readers may not know of the other project.
      const leaving = { ...event, project: from, data: { product, here: false } };
      await appendEvents(query, [leaving, { ...event, project: to, data: { product, here: true } }]);
      return true;
    });
    if (moved) this.session.wrote(left + 3);
    return this.get(product);
  }

  /**
   * Changes hardware revisions and finish policy, and records it; what is so already changes nothing.
   *
   * @throws Fault `product_unknown`, `hardware_in_use`, `precondition_failed`
   */
  async change(name: string, change: ProductChange, command: Command): Promise<Product> {
    const product = await this.get(name);
    await changeProduct(this.session, product.name, change, command);
    return this.get(product.name);
  }

  /**
   * Says who may sign the releases of a product, and records it; what is so already changes nothing.
   *
   * @throws Fault `product_unknown`, `precondition_failed`; what `next` throws
   */
  async changeSigning(name: string, next: NextPolicy, command: Command): Promise<Product> {
    const product = await this.get(name);
    await changeSigning(this.session, product.name, next, command);
    return this.get(product.name);
  }

  /**
   * Deletes a product to which nothing belongs, and records it; returns it as it was.
   *
   * @throws Fault `product_unknown`, `product_not_empty`, `precondition_failed`
   */
  async delete(name: string, command: Command): Promise<Product> {
    const product = await this.get(name);
    await deleteProduct(this.session, product.name, command);
    return product;
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

  /** Those of these names that exist, or all; by name. */
  async list(names?: Iterable<string>): Promise<readonly Product[]> {
    const where = names === undefined ? {} : { name: { in: [...names].map(storable) } };
    return (await this.session.prisma.product.findMany({ where, orderBy: { name: 'asc' } })).map(productOf);
  }

  private async insert(
    data: Omit<Product, 'createdAtMs' | 'version' | 'signing'>,
    { by, nowMs }: Command,
  ): Promise<boolean> {
    const { name, project, part, hardware, finishPolicy, allowUnencrypted, agent } = data;
    const values = [name, project, part, hardware, finishPolicy, allowUnencrypted, agent];
    return this.session.transaction(async (query) => {
      await holdProject(query, project);
      if ((await query({ text: CREATE }, values)).length === 0) return false;
      const change = { object: `products/${name}`, after: data };
      const event = { atMs: nowMs, project, actor: by, data: { product: name, part }, change };
      await appendEvents(query, [{ ...event, kind: 'product_created' }]);
      return true;
    });
  }
}

/** What a product brings to the project that it is moved to. */
const BROUGHT = `
  SELECT (SELECT count(*) FROM devices WHERE product = $1 AND state = 'active')::float8 AS devices,
         ((SELECT coalesce(sum(${STORED_BYTES}), 0) FROM releases r WHERE r.product = $1)
        + (SELECT coalesce(sum(length), 0) FROM uploads WHERE product = $1 AND release IS NULL))::float8 AS "storageBytes"`;

export const productOf = ({ createdAt, projectName, signing, ...row }: ProductRow): Product => ({
  ...row,
  signing: signingOf(signing),
  project: projectName,
  part: row.part as PartName,
  finishPolicy: row.finishPolicy as FinishPolicy,
  agent: row.agent as ProductAgent,
  createdAtMs: createdAt.getTime(),
});
