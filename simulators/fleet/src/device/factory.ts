import { fromBase64Url, hash32 } from '@twinbank/primitives';
import type { PublicJwk } from '@twinbank/keys';
import type { SignedKeySet } from '@twinbank/protocol';

import type { OperatorClient } from '../server/operator-client.js';

/** Lines in one request; the server accepts 20 000. */
const LINES_MAX = 10_000;

/** What a factory writes into a new device. */
export interface Provisioned {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  readonly deviceRoot: Uint8Array;
}

/** What the server tells a factory. */
export interface Provisioning {
  readonly devices: readonly Provisioned[];
  readonly keys: TrustedJwks;
  /** Where the devices connect. */
  readonly mqttUrl: string;
}

/** What all devices contain: the public keys that they trust. */
export interface TrustedJwks {
  readonly manifestKeys: readonly PublicJwk[];
  readonly ticketKeys: readonly PublicJwk[];
  /** Whose signatures on key sets they take, and how many have to sign; both missing if the product names none: then the keys above stay for ever. */
  readonly rootKeys?: readonly PublicJwk[];
  readonly rootThreshold?: number;
  /** The newest key set of the product, which the factory has them take before they leave it. */
  readonly keySet?: SignedKeySet;
}

type Line =
  | ({ readonly type: 'keys'; readonly product?: string; readonly mqttUrl: string } & TrustedJwks)
  | { readonly type: 'device'; readonly id: string; readonly deviceRoot: string }
  | { readonly type: 'fault'; readonly line: number; readonly code: string; readonly detail: string }
  | { readonly type: 'end' };

/** The ids of a product's devices for a seed; the same each time. */
export function deviceIds(product: string, seed: string, count: number): string[] {
  const mark = hash32(`${seed}/${product}`).toString(36).padStart(7, '0');
  const digits = Math.max(4, String(count).length);
  return Array.from(
    { length: count },
    (_, index) => `${product.slice(0, 40)}-${mark}-${String(index + 1).padStart(digits, '0')}`,
  );
}

/** Registers devices on the server and fetches their root keys, as a factory does. @throws Error if any was refused */
export async function provision(
  client: OperatorClient,
  { ids, product, hardware }: { ids: readonly string[]; product: string; hardware: string },
): Promise<Provisioning> {
  const devices: Provisioned[] = [];
  let common: Omit<Provisioning, 'devices'> | undefined;
  for (let from = 0; from < ids.length; from += LINES_MAX) {
    const body = ids.slice(from, from + LINES_MAX).map((id) => `${JSON.stringify({ id, product, hardware })}\n`);
    const lines = (await client.provision(body.join(''))).map((line) => JSON.parse(line) as Line);
    if (lines.at(-1)?.type !== 'end')
      throw new Error('the server ended its answer before all devices were provisioned');
    for (const line of lines) {
      if (line.type === 'keys') common = commonOf(line, client.server);
      else if (line.type === 'device') devices.push({ id: line.id, product, hardware, deviceRoot: rootOf(line) });
      else if (line.type === 'fault') throw new Error(refusalText(line));
    }
  }
  if (!common || devices.length !== ids.length) throw new Error('the server did not provision every device');
  return { devices, ...common };
}

/** A broker that listens on every address of the server is reached at the server's address. */
function commonOf(
  { mqttUrl, manifestKeys, ticketKeys, rootKeys, rootThreshold, keySet }: Extract<Line, { type: 'keys' }>,
  server: string,
): Omit<Provisioning, 'devices'> {
  const url = new URL(mqttUrl);
  const everywhere = url.hostname === '0.0.0.0' || url.hostname === '[::]';
  const { hostname } = new URL(server);
  return {
    keys: {
      ...{ manifestKeys, ticketKeys },
      ...(rootKeys && rootThreshold !== undefined && { rootKeys, rootThreshold }),
      ...(keySet && { keySet }),
    },
    mqttUrl: everywhere ? `${url.protocol}//${hostname}:${url.port}` : mqttUrl,
  };
}

function rootOf({ id, deviceRoot }: { id: string; deviceRoot: string }): Uint8Array {
  const root = fromBase64Url(deviceRoot);
  if (root?.length !== 32) throw new Error(`the server gave ${id} no root key of 32 bytes`);
  return root;
}

function refusalText({ code, detail }: { code: string; detail: string }): string {
  const hint =
    code === 'device_exists'
      ? ' (devices of this seed were made before, and their keys are shown only once: choose another --seed)'
      : '';
  return `${code}: ${detail}${hint}`;
}
