import type { Candidate, SliceKey, Spread } from '@twinbank/campaign';
import { inField, Parameters, type Selection as DeviceSelection } from '@twinbank/selection';

import type { Query } from '../../connection/session.js';
import {
  FACT_COLUMNS,
  FACT_NAMES,
  factsOf,
  openCampaign,
  selectedBy,
  type FactRow,
} from '../../devices/device-facts.js';
import { readDeviceSelection, selectedBySelection } from '../../devices/device-selection.js';
import { endingSql } from '../../disposal/ending.js';
import { jsonOf, storable } from '../../sql.js';
import type { Selected, SliceOfIds, SliceRequest } from './plan-slices.js';

/** The parts of a statement over the devices d of a slice. */
export interface SliceText {
  /** From `FROM` to the last condition. */
  readonly from: string;
  /** Whether an id is in the slice, whoever's it is. */
  readonly within: (id: string) => string;
  /** The index of the first wave that names a device. */
  readonly wave: string;
}

/**
 * $2 after, $3 up to, $4 ids. Either a range of ids or the ids themselves, so that one plan is good for every slice.
 */
const withinRange = (id: string): string =>
  `${id} > coalesce($2::text, '') AND ${id} <= coalesce($3::text, '') AND $4::text[] IS NULL`;
const withinIds = (id: string): string => `${id} = ANY ($4::text[]) AND $2::text IS NULL AND $3::text IS NULL`;

/**
 * $1 product, $5 selection, and those of the range; further ones are of the filter. A device whose end was ordered is not there: unlike one that
 * was deactivated it never comes back, so it is nobody's to leave out, to count or to wait for.
 */
const sliceBy = (within: SliceText['within'], filter: string): string => `
  FROM devices d WHERE d.product = $1 AND NOT ${endingSql('d')} AND ${within('d.id')} AND ${selectedBy(5)} AND ${filter}`;

/** What devices are alike in, as they are read together. */
const ALIKE = `${FACT_NAMES}, attributes, reported, wave`;

/**
 * Locks the devices of a slice until it is written, in the order of their ids. A device that is deactivated at this
 * very moment is either seen as such here, or found with its job by the deactivation, which waits. Most devices of a fleet are
 * alike: those are told as one.
 */
const candidatesWith =
  ({ attributes, reported }: (typeof ATTRIBUTES)[Asked]) =>
  ({ from, within, wave }: SliceText): string => `
  WITH judged AS MATERIALIZED (
    SELECT d.id, ${attributes} AS attributes, ${reported} AS reported, ${wave} AS wave, ${FACT_COLUMNS}, ${openCampaign(within)} ${from} ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  SELECT array_agg(id) AS ids, ${ALIKE} FROM judged GROUP BY ${ALIKE}`;

/** What is read of a device's attributes, as little as is needed. */
const ATTRIBUTES = {
  no: { attributes: 'NULL::jsonb', reported: 'NULL::jsonb', name: 'plans_candidates' },
  own: { attributes: 'd.attributes', reported: 'NULL::jsonb', name: 'plans_candidates_with_attributes' },
  all: { attributes: 'd.attributes', reported: 'd.reported', name: 'plans_candidates_with_reported' },
} as const;
type Asked = keyof typeof ATTRIBUTES;

/** By what a campaign divides its devices. */
export interface DividedBy {
  readonly sliceKeys: readonly SliceKey[];
  readonly spread?: Spread | undefined;
}

const askedFor = ({ sliceKeys, spread }: DividedBy): Asked => {
  if (spread !== undefined) return 'all';
  return sliceKeys.some((key) => key.startsWith('attr.')) ? 'own' : 'no';
};

/**
 * The devices of a slice that a selection matches, locked until they are written.
 */
export async function candidatesIn(
  query: Query,
  selected: Selected,
  { request, slice, by }: { readonly request: SliceRequest; readonly slice: SliceOfIds; readonly by: DividedBy },
): Promise<readonly Candidate[]> {
  const filters = await filtersOf(query, selected);
  const asked = ATTRIBUTES[askedFor(by)];
  const rows = await query<CandidateRow>(
    ...sliceStatement(asked.name, candidatesWith(asked), valuesOf(selected, request, slice), filters),
  );
  const candidates = rows.flatMap(candidatesOf);
  return rows.length === 1 ? candidates : candidates.sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

/** What the filters of a campaign say, with groups in the place of their names. */
export interface Filters {
  /** Of the selection. */
  readonly all: DeviceSelection | undefined;
  /** Of the waves that have one, by their index. */
  readonly waves: readonly (readonly [wave: number, filter: DeviceSelection])[];
}

/** Reads the filters of a campaign. @throws Fault `selection_invalid`, with the field */
export async function filtersOf(query: Query, selected: Selected): Promise<Filters> {
  const { product, selection, atMs, waves = [] } = selected;
  const read = async (filter: string | undefined, field: string): Promise<DeviceSelection | undefined> => {
    try {
      return await readDeviceSelection(query, { product, filter, atMs });
    } catch (error) {
      throw inField(field, error);
    }
  };
  const all = await read(selection.filter, 'selection.filter');
  const named: [number, DeviceSelection][] = [];
  for (const [wave, { filter }] of waves.entries()) {
    const said = await read(filter, `waves[${wave}].filter`);
    if (said !== undefined) named.push([wave, said]);
  }
  return { all, waves: named };
}

/**
 * A statement over a slice. Only one without filters is always the same, and so kept by its name.
 *
 * @param textIn makes the statement of the parts that say which devices
 */
export function sliceStatement(
  name: string,
  textIn: (slice: SliceText) => string,
  values: readonly unknown[],
  { all, waves }: Filters,
): [{ readonly name?: string; readonly text: string }, readonly unknown[]] {
  const parameters = new Parameters(values);
  const isRange = values[IDS_AT] === undefined;
  const within = isRange ? withinRange : withinIds;
  const from = sliceBy(within, selectedBySelection(all, parameters));
  const cases = waves.map(([wave, filter]) => `WHEN ${selectedBySelection(filter, parameters)} THEN ${wave}`);
  const text = textIn({ from, within, wave: cases.length === 0 ? 'NULL::int' : `CASE ${cases.join(' ')} END` });
  const isFixed = all === undefined && cases.length === 0;
  return [{ ...(isFixed && { name: `${name}${isRange ? '' : '_by_id'}` }), text }, parameters.values];
}

/** Where the ids stand in {@link valuesOf}. */
const IDS_AT = 3;

/**
 * The parameters of {@link sliceBy}. Named ids are sufficient by themselves: they are sorted differently from the
 * database.
 */
export function valuesOf(
  { product, selection }: Selected,
  { after }: SliceRequest,
  { ids, upTo }: SliceOfIds,
): unknown[] {
  const { deviceIds: _named, filter: _filter, from: _from, ...conditions } = selection;
  return [storable(product), ids ? undefined : after, ids ? undefined : upTo, ids, jsonOf(conditions)];
}

type CandidateRow = FactRow & {
  readonly ids: readonly string[];
  readonly version: string | null;
  readonly attributes: Candidate['attributes'] | null;
  readonly reported: Candidate['reported'] | null;
  readonly wave: number | null;
};

function candidatesOf(row: CandidateRow): readonly Candidate[] {
  const { ids, version, digest, attributes, reported, wave } = row;
  const alike = {
    ...factsOf(row),
    ...(attributes && { attributes }),
    ...(reported && { reported }),
    ...(wave !== null && { wave }),
    ...(version !== null && digest !== null && { previous: { version, digest } }),
  };
  return ids.map((deviceId) => ({ deviceId, ...alike }));
}
