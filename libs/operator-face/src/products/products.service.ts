import { Inject, Injectable } from '@nestjs/common';

import type { Actor, Command } from '@twinbank/access';
import { DEFAULT_PROJECT, type Product, type ProductChange } from '@twinbank/database';
import { ownKids, type KeyRing } from '@twinbank/keys';
import { isPartName, PART_NAMES, PARTS } from '@twinbank/parts';
import { CLOCK, EventBus, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import { nextPolicy, type SigningOrder } from './next-policy.js';
import type { ProductRequest } from './product.dto.js';

@Injectable()
export class ProductsService {
  constructor(
    private readonly data: OperatorData,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /**
   * Creates a product in a project; the same request again returns the same product.
   *
   * @throws Fault `part_unknown`, `product_exists`, `project_unknown`, `request_invalid`
   */
  async create(
    { name, project, part, hardware, finishPolicy, allowUnencrypted, agent }: ProductRequest,
    by: Actor,
  ): Promise<{ readonly product: Product; readonly created: boolean }> {
    if (!isPartName(part))
      throw faultOf('part_unknown', `part must be one of ${PART_NAMES.join(', ')}`, { field: 'part' });
    if (PARTS[part].ciphers.length === 0 && !allowUnencrypted) {
      throw faultOf('request_invalid', `${part} has no AES unit: a product on it must allow unencrypted releases`, {
        field: 'allowUnencrypted',
      });
    }
    const draft = {
      name,
      project: await this.projectFor(name, project),
      part,
      hardware,
      finishPolicy,
      allowUnencrypted,
      agent,
    };
    const made = await this.data.products.create(draft, { by, nowMs: this.clock.nowMs() });
    if (made.created) this.bus.recorded();
    return made;
  }

  /**
   * The project for a product to be made. A request that does not name one may repeat an order that did, so the project
   * of an existing product counts first.
   */
  private async projectFor(name: string, named: string | undefined): Promise<string> {
    if (named !== undefined) return (await this.data.projects.get(named)).name;
    const existing = await this.data.products.find(name);
    if (existing) return existing.project;
    const { reach } = this.data;
    const only = reach !== 'everywhere' && reach.length === 1 ? reach[0] : undefined;
    return (await this.data.projects.get(only ?? DEFAULT_PROJECT)).name;
  }

  /** Changes a product. @throws Fault `product_unknown`, `hardware_in_use`, `precondition_failed` */
  async change(name: string, change: ProductChange, order: Omit<Command, 'nowMs'>): Promise<Product> {
    const product = await this.data.products.change(name, change, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return product;
  }

  /**
   * Changes who may sign the releases of a product.
   *
   * @throws Fault `product_unknown`, `precondition_failed`; as {@link nextPolicy}
   */
  async changeSigning(name: string, change: SigningOrder, order: Omit<Command, 'nowMs'>): Promise<Product> {
    const own = ownKids(this.keyRing);
    const product = await this.data.products.changeSigning(name, (held) => nextPolicy(name, held, change, own), {
      ...order,
      nowMs: this.clock.nowMs(),
    });
    this.bus.recorded();
    return product;
  }

  /** Deletes a product to which nothing belongs and that names no keys. @throws Fault `product_unknown`, `product_not_empty`, `precondition_failed` */
  async delete(name: string, order: Omit<Command, 'nowMs'>): Promise<Product> {
    const product = await this.data.products.delete(name, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return product;
  }

  /**
   * Moves a product to another project.
   *
   * @throws Fault `product_unknown`, `project_unknown`, `quota_exceeded`, `precondition_failed`, `group_in_use`
   */
  async move(name: string, project: string, order: Omit<Command, 'nowMs'>): Promise<Product> {
    const { name: product } = await this.data.products.get(name);
    const { name: to } = await this.data.projects.get(project);
    const moved = await this.data.products.move(product, to, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return moved;
  }

  /** @throws Fault `product_unknown` */
  get(name: string): Promise<Product> {
    return this.data.products.get(name);
  }
}
