import type { Selection, Wave } from '@twinbank/campaign';

import { amongSource, visitSource } from './selection-source.js';
import type { Query } from '../../connection/session.js';
import { storable } from '../../sql.js';

/** The devices for which a campaign is meant. */
export interface Selected {
  readonly product: string;
  readonly selection: Selection;
  /** Its waves, of which some may name their devices. */
  readonly waves?: readonly Wave[] | undefined;
  /** The time from which durations in its filter count: the same for every slice. */
  readonly atMs: number;
  /** The priority at which jobs of other campaigns would be taken over; without it, none are. */
  readonly takesOverAt?: number | undefined;
  /** The attribute of the places that are counted. */
  readonly spreadBy?: string | undefined;
  /** The attributes of the places whose byte budgets are counted. */
  readonly budgetsBy?: { readonly each?: string | undefined; readonly andEach?: string | undefined } | undefined;
  /** Whether their time zones are counted. */
  readonly byZone?: boolean;
}

/** Where a slice of a product's devices begins, and how many ids it may visit. */
export interface SliceRequest {
  readonly after?: string | undefined;
  readonly limit: number;
}

/** The ids of a slice. */
export interface SliceOfIds {
  /** From the ids in the selection, or from its source; undefined if it has neither, and then a range of ids is used. */
  readonly ids?: readonly string[];
  readonly upTo?: string;
  readonly more: boolean;
}

/** The last id that a slice visits. $1 product, $2 after, $3 how many. */
const UP_TO = `
  SELECT max(id) AS "upTo", count(*)::int AS ids
  FROM (SELECT id FROM devices WHERE product = $1 AND id > coalesce($2::text, '') ORDER BY id LIMIT $3) AS slice`;

/** The ids of a slice: those in the selection, looked up by name; those of its source; else a range of all ids of the product. */
export async function sliceOf(query: Query, selected: Selected, request: SliceRequest): Promise<SliceOfIds> {
  const { product, selection } = selected;
  const { deviceIds, from } = selection;
  if (deviceIds) return sliceOfNamed(query, { deviceIds, from }, request);
  if (from) return visitSource(query, from, request);
  const [row] = await query<{ upTo: string | null; ids: number }>({ name: 'plans_up_to', text: UP_TO }, [
    storable(product),
    request.after,
    request.limit,
  ]);
  return { more: row!.ids === request.limit, ...(row!.upTo !== null && { upTo: row!.upTo }) };
}

async function sliceOfNamed(
  query: Query,
  { deviceIds, from }: { readonly deviceIds: readonly string[]; readonly from: Selection['from'] },
  { after, limit }: SliceRequest,
): Promise<SliceOfIds> {
  const rest = deviceIds.filter((id) => after === undefined || id > after).sort();
  const ids = rest.slice(0, limit);
  const upTo = ids.at(-1);
  return {
    ids: from ? await amongSource(query, from, ids) : ids,
    more: rest.length > limit,
    ...(upTo !== undefined && { upTo }),
  };
}
