import type { PublicJwk } from '@twinbank/keys';
import type { SignedKeySet } from '@twinbank/protocol';

/** One line of the answer to a bulk provisioning. */
export type ProvisioningLine =
  /**
   * The first line: what all devices of this request share. `mqttUrl` is the address at which they connect. With `product`: what counts
   * in its place for the devices of this product, before the first of them, because the product says whose keys sign its releases.
   */
  | {
      readonly type: 'keys';
      readonly product?: string;
      readonly epoch: number;
      readonly mqttUrl: string;
      readonly manifestKeys: readonly PublicJwk[];
      readonly ticketKeys: readonly PublicJwk[];
      /** Whose signatures on key sets the devices take, and how many have to sign; missing if the product names none. */
      readonly rootKeys?: readonly PublicJwk[];
      readonly rootThreshold?: number;
      /** The newest key set of the product, which says these keys. A device that takes it at its factory needs none later. */
      readonly keySet?: SignedKeySet;
    }
  /**
   * A new device and its only secret (base64url of 32 bytes), shown only now. `repeated` says that an earlier try of
   * the same request made the device. `optionBytes`: what the flashing station programs, by the names of the bits.
   */
  | {
      readonly type: 'device';
      readonly id: string;
      readonly deviceRoot: string;
      readonly epoch: number;
      readonly optionBytes: Readonly<Record<string, number>>;
      readonly repeated?: true;
    }
  /** A line of the request was refused. With `lines`: this many lines were refused, from this one on. */
  | {
      readonly type: 'fault';
      readonly line: number;
      readonly lines?: number;
      readonly id?: string;
      readonly code: string;
      readonly detail: string;
    }
  /** The last line if the server could not go on. Nothing is known about lines that were not answered before. */
  | { readonly type: 'broken-off'; readonly code: string; readonly detail: string }
  /**
   * The last line of a complete answer, with the number of refused lines by code. Without this line the answer is
   * incomplete.
   */
  | {
      readonly type: 'end';
      readonly created: number;
      readonly repeated?: number;
      readonly refused: number;
      readonly faults: Readonly<Record<string, number>>;
    };
