import type { Command } from '@twinbank/access';
import type { SigningPolicy, StoredKeySet } from '@twinbank/keys';
import { faultOf, type SignedKeySet } from '@twinbank/protocol';

import { KEY_SET_REFUSED } from '../devices/device-facts.js';
import { appendEvents } from '../events.js';
import type { Query, Session } from '../connection/session.js';
import { heldForChange } from '../product-changes.js';
import { requireRevision } from '../revision.js';
import { jsonOf, storable, timeOf } from '../sql.js';
import { keySetOf, type KeySetRecord } from './key-set-record.js';
import { spreadOf, type KeySetSpread } from './key-set-spread.js';

/** Most key sets of a product: one a month for sixteen years. */
export const KEY_SETS_MAX = 200;

/** What a key set has to follow, while nobody else can change it. */
export interface HeldKeySets {
  readonly signing: SigningPolicy;
  /** Those that are stored, the lowest version first; at most {@link KEY_SETS_MAX}. */
  readonly sets: readonly KeySetRecord[];
}

/** What is to be stored, and what follows from it; thrown is why it may not follow. */
export type NextKeySet = (held: HeldKeySets) => {
  readonly stored: StoredKeySet;
  /** Who may sign releases from now on. */
  readonly signing: SigningPolicy;
  /** The ids of the root keys that have signed it. */
  readonly signedBy: readonly string[];
};

/** Signatures of a key set that are to be added to those that are stored with it, by the ids of their keys; thrown is why not. */
export type FurtherSignatures = (
  held: HeldKeySets,
  stored: StoredKeySet,
) => ReadonlyMap<string, SignedKeySet['signatures'][number]>;

const SELECT = `
  SELECT id, product AS "productName", document, signatures, created_at AS "createdAt" FROM key_sets WHERE product = $1`;
const ADD = 'UPDATE key_sets SET signatures = $3::text::jsonb WHERE product = $1 AND version = $2';
const INSERT = `
  INSERT INTO key_sets (product, version, document, signatures, issued_at, expires_at, created_at)
  VALUES ($1, $2, $3, $4::text::jsonb, $5, $6, $7)`;

/** What a device said of key sets, for the server that may send it one. */
export interface KeySetHolder {
  readonly deviceId: string;
  readonly product: string;
  /** The version that it holds; 0 for the keys of its factory. */
  readonly version: number;
  /** The version that it refused while it held this one. */
  readonly refused?: number;
  /** Whether its agent reports that it knows keys of P-256. */
  readonly p256: boolean;
}

interface HolderRow extends Readonly<Record<string, unknown>> {
  readonly deviceId: string;
  readonly product: string;
  readonly version: number;
  readonly refused: number | null;
  readonly p256: boolean;
}

const P256 = `coalesce(d.status -> 'understands' @> '"p256"', false)`;
const HOLDERS = `
  SELECT d.id AS "deviceId", d.product, d.key_set AS version, ${KEY_SET_REFUSED} AS refused, ${P256} AS p256 FROM devices d
  WHERE d.id = ANY ($1) AND d.state IN ('active', 'disposing') AND d.key_set IS NOT NULL`;
const LAGGING = `
  SELECT d.id AS "deviceId", d.product, d.key_set AS version, ${KEY_SET_REFUSED} AS refused, ${P256} AS p256
  FROM (SELECT product, max(version) AS newest FROM key_sets WHERE expires_at > $3 GROUP BY product) k JOIN devices d ON d.product = k.product
  WHERE d.key_set IS NOT NULL AND d.key_set < k.newest AND d.online AND d.state = 'active' AND d.id > $1
    AND ${KEY_SET_REFUSED} IS DISTINCT FROM k.newest
  ORDER BY d.id LIMIT $2`;

type Row = Parameters<typeof keySetOf>[0];

/** The key sets of products. What a set says is written once; signatures may be added to it. */
export class KeySets {
  constructor(private readonly session: Session) {}

  /**
   * Stores a key set, changes who may sign releases by it, and records it. The same document again adds the signatures that are new, and
   * records that; if none is, it changes nothing.
   *
   * @param document the document that is to be stored, in base64url, and its version
   * @param rules asked while nobody else can store one for the product
   * @throws Fault `product_unknown`, `precondition_failed`, `key_sets_full`; what the rules throw
   */
  async store(
    product: string,
    { document, version }: { readonly document: string; readonly version: number },
    rules: { readonly next: NextKeySet; readonly further: FurtherSignatures },
    { by, nowMs, onlyAt }: Command,
  ): Promise<{ readonly record: KeySetRecord; readonly created: boolean }> {
    const outcome = await this.session.transaction(async (query) => {
      const { signing, ...held } = await heldForChange(query, this.session.reach, product);
      const sets = await setsOf(query, product);
      const event = { atMs: nowMs, project: held.project, actor: by, product };
      const same = sets.find(({ set, signed }) => set.version === version && signed.keySet === document);
      if (same) {
        const added = rules.further({ signing, sets }, same);
        if (added.size === 0) return 'same';
        requireRevision({ onlyAt }, held);
        await addSignatures(query, { ...event, signing, same, added });
        return 'added';
      }
      requireRevision({ onlyAt }, held);
      if (sets.length >= KEY_SETS_MAX)
        throw faultOf('key_sets_full', `${product} has ${sets.length} key sets`, { limit: KEY_SETS_MAX });
      const { stored, ...next } = rules.next({ signing, sets });
      await insert(query, product, stored, nowMs);
      const text = 'UPDATE products SET signing = $2::text::jsonb, version = version + 1 WHERE name = $1';
      await query({ text }, [product, jsonOf(next.signing)]);
      const newest = sets.at(-1);
      const { keySet, signatures } = stored.signed;
      await record(query, {
        ...{ ...event, stored, ...next },
        before: { signing, ...(newest && { keySet: newest.set.version }) },
        after: { signing: next.signing, version, document: keySet, signatures },
      });
      return 'created';
    });
    if (outcome !== 'same') this.session.wrote(outcome === 'created' ? 3 : 2);
    return { record: await this.get(product, version), created: outcome === 'created' };
  }

  /** @throws Fault `key_set_unknown` */
  async get(product: string, version: number): Promise<KeySetRecord> {
    const where = { productName_version: { productName: storable(product), version } };
    const row = await this.session.prisma.keySet.findUnique({ where });
    if (!row) throw faultOf('key_set_unknown', `${product} has no key set ${version}`);
    return keySetOf(row);
  }

  /** The newest of each of these products that has any. */
  async newest(products: readonly string[]): Promise<ReadonlyMap<string, KeySetRecord>> {
    if (products.length === 0) return new Map();
    const rows = await this.session.prisma.keySet.findMany({
      where: { productName: { in: products.map(storable) } },
      orderBy: [{ productName: 'asc' }, { version: 'desc' }],
      distinct: ['productName'],
    });
    return new Map(rows.map((row) => [row.productName, keySetOf(row)]));
  }

  /** How far these key sets, each of another product, have come among the devices, by the names of the products. */
  spread(sets: readonly KeySetRecord[]): Promise<ReadonlyMap<string, KeySetSpread>> {
    return spreadOf(this.session, sets);
  }

  /** What these devices said, as far as they are active and take key sets. */
  async holders(deviceIds: readonly string[]): Promise<readonly KeySetHolder[]> {
    const rows = await this.session.query<HolderRow>({ name: 'key_sets_holders', text: HOLDERS }, [deviceIds]);
    return rows.map(holderOf);
  }

  /**
   * Devices that are online and hold an older set than the newest of their product that has not expired, which they have not refused; those
   * after an id. Without one that has expired: nobody sends it, so they would be found again and again.
   */
  async lagging(after: string, limit: number, nowMs: number): Promise<readonly KeySetHolder[]> {
    const values = [after, limit, timeOf(nowMs)];
    const rows = await this.session.query<HolderRow>({ name: 'key_sets_lagging', text: LAGGING }, values);
    return rows.map(holderOf);
  }

  /** All of a product, the lowest version first; at most {@link KEY_SETS_MAX}. */
  async of(product: string): Promise<readonly KeySetRecord[]> {
    const rows = await this.session.prisma.keySet.findMany({
      where: { productName: storable(product) },
      orderBy: { version: 'asc' },
    });
    return rows.map(keySetOf);
  }
}

const holderOf = ({ refused, ...row }: HolderRow): KeySetHolder => ({ ...row, ...(refused !== null && { refused }) });

async function setsOf(query: Query, product: string): Promise<readonly KeySetRecord[]> {
  const rows = await query<Row & Record<string, unknown>>({ text: `${SELECT} ORDER BY version` }, [storable(product)]);
  return rows.map(keySetOf);
}

type Values = Readonly<Record<string, unknown>>;

/** What an event of key sets is made of. */
interface Told {
  readonly atMs: number;
  readonly project: string;
  readonly actor: Command['by'];
  readonly product: string;
  /** Who may sign releases now. */
  readonly signing: SigningPolicy;
}

async function record(
  query: Query,
  {
    product,
    signing,
    stored,
    signedBy,
    before,
    after,
    ...event
  }: Told & Pick<ReturnType<NextKeySet>, 'stored' | 'signedBy'> & { readonly before: Values; readonly after: Values },
): Promise<void> {
  const data = { product, ...toldOf(stored, signing), signedBy: [...signedBy] };
  const change = { object: `products/${product}/key-sets/${stored.set.version}`, before, after };
  await appendEvents(query, [{ ...event, kind: 'key_set_stored', data, change }]);
}

async function addSignatures(
  query: Query,
  { same, added, ...told }: Told & { readonly same: KeySetRecord; readonly added: ReturnType<FurtherSignatures> },
): Promise<void> {
  const { version } = same.set;
  const signatures = [...same.signed.signatures, ...added.values()];
  await query({ text: ADD }, [told.product, version, jsonOf(signatures)]);
  const before = { version, signatures: same.signed.signatures };
  await record(query, { ...told, stored: same, signedBy: [...added.keys()], before, after: { version, signatures } });
}

async function insert(query: Query, product: string, { set, signed }: StoredKeySet, nowMs: number): Promise<void> {
  const { version, issuedAtMs, expiresAtMs } = set;
  const times = [issuedAtMs, expiresAtMs, nowMs].map(timeOf);
  await query({ text: INSERT }, [product, version, signed.keySet, jsonOf(signed.signatures), ...times]);
}

/** What the event says of a key set: how many keys there are for what, and who may sign releases. */
const toldOf = ({ set }: StoredKeySet, { keys, threshold, serverKey }: SigningPolicy) => ({
  version: set.version,
  ...{ keys: keys.map(({ jwk }) => jwk.kid), threshold, serverKey },
  rootThreshold: set.rootThreshold,
});
