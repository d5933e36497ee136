import type { FinishPolicy, PartName } from '@twinbank/protocol';

/** A kind of device. */
export interface Product {
  readonly name: string;
  readonly part: PartName;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  /** Whether devices without AES may take plain releases. */
  readonly allowUnencrypted: boolean;
  readonly createdAtMs: number;
}

/** Products. */
export abstract class Products {
  /**
   * Creates a product; where one of that name exists with the same properties, returns it.
   *
   * @throws Fault `product_exists` where it has other properties
   */
  abstract create(product: Omit<Product, 'createdAtMs'>): Promise<Product>;
  abstract find(name: string): Promise<Product | undefined>;
  /** @throws Fault `product_unknown` */
  abstract get(name: string): Promise<Product>;
  /** All of them, by name: a company has dozens, not thousands. */
  abstract list(): Promise<readonly Product[]>;
}
