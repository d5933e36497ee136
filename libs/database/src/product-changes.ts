import { isDeepStrictEqual } from 'node:util';

import { reaches, type Command, type Reach } from '@twinbank/access';
import { SERVER_SIGNS, type SigningPolicy } from '@twinbank/keys';
import { faultOf, type FinishPolicy } from '@twinbank/protocol';

import type { Query, Session } from './connection/session.js';
import { appendEvents } from './events.js';
import { requireRevision, type Revised } from './revision.js';
import { storable } from './sql.js';
import { removeUploadsOf } from './uploads/leave-upload.js';

/** What operators change of a product; what is missing stays as it is. */
export interface ProductChange {
  readonly hardware?: readonly string[] | undefined;
  readonly finishPolicy?: FinishPolicy | undefined;
}

/** A product whose row nobody else can change until the transaction ends. */
export interface HeldProduct extends Revised {
  readonly project: string;
  readonly hardware: readonly string[];
  readonly finishPolicy: FinishPolicy;
  readonly signing: SigningPolicy;
}

const HOLD = `
  SELECT project, hardware, finish_policy AS "finishPolicy", signing, version, created_at AS "createdAt" FROM products WHERE name = $1`;
/** What has one of the hardware revisions $2 of the product $1, and so keeps them from being removed. */
const USES = `
  SELECT (SELECT count(*)::int FROM devices WHERE product = $1 AND state = 'active' AND hardware = ANY ($2)) AS devices,
         (SELECT count(*)::int FROM releases WHERE product = $1 AND state = 'available' AND hardware && $2) AS releases`;
const CONTENTS = `
  SELECT (SELECT count(*)::int FROM devices WHERE product = $1) AS devices,
         (SELECT count(*)::int FROM releases WHERE product = $1) AS releases,
         (SELECT count(*)::int FROM campaigns WHERE product = $1) AS campaigns`;

/** Locks a product until the transaction ends. @throws Fault `product_unknown` */
export async function heldForChange(
  query: Query,
  reach: Reach,
  product: string,
  lock: 'FOR UPDATE' | 'FOR NO KEY UPDATE' = 'FOR NO KEY UPDATE',
): Promise<HeldProduct> {
  const [row] = await query<Omit<HeldProduct, 'createdAtMs'> & { createdAt: Date } & Record<string, unknown>>(
    { text: `${HOLD} ${lock}` },
    [storable(product)],
  );
  if (!row || !reaches(reach, row.project)) throw faultOf('product_unknown', `no product is called ${product}`);
  const { createdAt, ...rest } = row;
  return { ...rest, signing: signingOf(rest.signing), createdAtMs: createdAt.getTime() };
}

/**
 * Changes a product, and records it; what is so already changes nothing. Campaigns keep the policy that they were written
 * down with.
 *
 * @throws Fault `product_unknown`, `precondition_failed`, `hardware_in_use` if a hardware revision is to go that an active
 * device has or an available release names
 */
export async function changeProduct(
  session: Session,
  name: string,
  change: ProductChange,
  { by, nowMs, onlyAt }: Command,
): Promise<void> {
  const changed = await session.transaction(async (query) => {
    const held = await heldForChange(query, session.reach, name);
    requireRevision({ onlyAt }, held);
    const { project } = held;
    const before = { hardware: held.hardware, finishPolicy: held.finishPolicy };
    const after = {
      hardware: change.hardware?.map(storable) ?? before.hardware,
      finishPolicy: change.finishPolicy ?? before.finishPolicy,
    };
    if (isDeepStrictEqual(before, after)) return false;
    await requireUnused(
      query,
      name,
      before.hardware.filter((revision) => !after.hardware.includes(revision)),
    );
    const text = 'UPDATE products SET hardware = $2, finish_policy = $3, version = version + 1 WHERE name = $1';
    await query({ text }, [name, after.hardware, after.finishPolicy]);
    const data = { product: name, ...after };
    const moved = { object: `products/${name}`, before, after };
    await appendEvents(query, [{ atMs: nowMs, kind: 'product_changed', project, actor: by, data, change: moved }]);
    return true;
  });
  if (changed) session.wrote(2);
}

/** A policy as it is stored; null stands for {@link SERVER_SIGNS}. */
export const signingOf = (stored: unknown): SigningPolicy => ({
  ...SERVER_SIGNS,
  ...(stored as Partial<SigningPolicy> | null),
});

/** What is to hold in place of a policy, the same one if nothing is to change; and who signed that. @throws Fault if it may not follow */
export type NextPolicy = (held: SigningPolicy) => {
  readonly signing: SigningPolicy;
  /** As many as a policy has keys at most, each of the length that a header may have; kept in the audit log. */
  readonly signatures: readonly { readonly protected: string; readonly signature: string }[];
  /** The ids of the keys that they were made with. */
  readonly signedBy: readonly string[];
};

/**
 * Changes who may sign the releases of a product, and records it; what is so already changes nothing. An upload that was
 * checked by the policy of before is refused ({@link Releases.create}).
 *
 * @param next asked while nobody else can change the product
 * @throws Fault `product_unknown`, `precondition_failed`; what `next` throws
 */
export async function changeSigning(
  session: Session,
  name: string,
  next: NextPolicy,
  { by, nowMs, onlyAt }: Command,
): Promise<void> {
  const changed = await session.transaction(async (query) => {
    const held = await heldForChange(query, session.reach, name);
    requireRevision({ onlyAt }, held);
    const { signing, signatures, signedBy } = next(held.signing);
    if (isDeepStrictEqual(held.signing, signing)) return false;
    const text = 'UPDATE products SET signing = $2::text::jsonb, version = version + 1 WHERE name = $1';
    await query({ text }, [name, JSON.stringify(signing)]);
    const { keys, threshold, serverKey, roots } = signing;
    const isSigned = signatures.length > 0;
    const data = {
      ...{ product: name, keys: keys.map(({ jwk }) => jwk.kid), threshold, serverKey },
      ...(roots && { rootKeys: roots.keys.map(({ kid }) => kid) }),
      ...(isSigned && { signedBy: [...signedBy] }),
    };
    const after = {
      signing,
      ...(isSigned && {
        signatures: signatures.map(({ protected: header, signature }) => ({ protected: header, signature })),
      }),
    };
    const change = { object: `products/${name}`, before: { signing: held.signing }, after };
    const event = { atMs: nowMs, project: held.project, actor: by, data, change };
    await appendEvents(query, [{ ...event, kind: 'product_signing_changed' }]);
    return true;
  });
  if (changed) session.wrote(2);
}

/**
 * Deletes a product that has no device, no release and no campaign, with its unfinished uploads, and records it. Its name can be used again: no device
 * was ever given a key under it. One that says whose keys sign stays: made again, it would begin without them, around those who hold them,
 * and its numbers would begin at 0, so that what was signed before would be good once more.
 *
 * @throws Fault `product_unknown`, `precondition_failed`, `product_not_empty`
 */
export async function deleteProduct(session: Session, name: string, { by, nowMs, onlyAt }: Command): Promise<void> {
  await session.transaction(async (query) => {
    const held = await heldForChange(query, session.reach, name, 'FOR UPDATE');
    requireRevision({ onlyAt }, held);
    const { project, hardware, finishPolicy } = held;
    requireNoSigners(name, held.signing);
    type Contents = { readonly devices: number; readonly releases: number; readonly campaigns: number };
    const [contents] = await query<Contents>({ text: CONTENTS }, [name]);
    const { devices, releases, campaigns } = contents!;
    if (devices + releases + campaigns > 0)
      throw faultOf(
        'product_not_empty',
        `${devices} devices, ${releases} releases and ${campaigns} campaigns belong to ${name}`,
        { devices, releases, campaigns },
      );
    const before = { project, hardware, finishPolicy };
    const moved = { object: `products/${name}`, before, after: { deleted: true } };
    const data = { product: name };
    await appendEvents(query, [{ atMs: nowMs, kind: 'product_deleted', project, actor: by, data, change: moved }]);
    await removeUploadsOf(query, name, nowMs);
    await query({ text: 'DELETE FROM products WHERE name = $1' }, [name]);
  });
  session.wrote(2);
}

function requireNoSigners(product: string, { keys, roots, keySet }: SigningPolicy): void {
  const stays = (why: string): Error => faultOf('product_not_empty', `${product} ${why}`);
  if (keySet) throw stays(`has key set ${keySet.version}: with its name, others could take it over, so it stays`);
  if (roots) throw stays('names root keys, which stay as they were named, so it stays');
  if (keys.length > 0)
    throw stays('names team keys: take them away first, by a change of its policy that they have signed');
}

async function requireUnused(query: Query, product: string, gone: readonly string[]): Promise<void> {
  if (gone.length === 0) return;
  const [uses] = await query<{ devices: number; releases: number }>({ text: USES }, [product, gone]);
  const { devices, releases } = uses!;
  if (devices + releases === 0) return;
  const what = `${devices} active devices have, and ${releases} available releases name, the revision ${gone.join(' or ')}`;
  throw faultOf('hardware_in_use', what, { devices, releases });
}
