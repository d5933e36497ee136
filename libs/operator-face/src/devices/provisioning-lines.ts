import type { PublicJwk } from '@twinbank/keys';

/** One line of the answer to a bulk provisioning. */
export type ProvisioningLine =
  /** The first: what all devices of this request share. `mqttUrl` is where they connect. */
  | {
      readonly type: 'keys';
      readonly epoch: number;
      readonly mqttUrl: string;
      readonly manifestKeys: readonly PublicJwk[];
      readonly ticketKeys: readonly PublicJwk[];
    }
  /** A new device and its only secret (base64url of 32 bytes), which is shown this once; `repeated` where the same request made it before. */
  | {
      readonly type: 'device';
      readonly id: string;
      readonly deviceRoot: string;
      readonly epoch: number;
      readonly repeated?: true;
    }
  /** A line of the request that was refused; with `lines`, that many from this one on. */
  | {
      readonly type: 'fault';
      readonly line: number;
      readonly lines?: number;
      readonly id?: string;
      readonly code: string;
      readonly detail: string;
    }
  /** The last where the server could not go on: nothing is known of the lines that no line before answers. */
  | { readonly type: 'broken-off'; readonly code: string; readonly detail: string }
  /** The last, with the refused lines by code: without it the answer is not whole. */
  | {
      readonly type: 'end';
      readonly created: number;
      readonly repeated?: number;
      readonly refused: number;
      readonly faults: Readonly<Record<string, number>>;
    };
