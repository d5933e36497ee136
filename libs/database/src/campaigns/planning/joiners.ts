import { CAMPAIGN_ENGINE } from '@twinbank/access';
import {
  choose,
  EXCLUDED_ORDINAL,
  EXCLUSIONS,
  holdsJoinerBack,
  JOINED_ORDINAL,
  placeOf,
  sliceKeysOf,
  takesOverAt,
  waveOfJoiner,
  waveSizesOf,
  type Campaign,
  type Counts,
  type JobState,
  type PlannedJob,
  type UpdateOrder,
} from '@twinbank/campaign';

import type { Query, Session } from '../../connection/session.js';
import { appendEvents } from '../../events.js';
import type { Campaign as CampaignRow } from '../../generated/client.js';
import { rowsOf, timeOf } from '../../sql.js';
import { countsOf } from '../campaign-counts.js';
import { CAMPAIGN_COLUMNS, campaignOf } from '../campaign-row.js';
import type { WithdrawnOffer } from '../jobs.js';
import { othersHeeded } from '../others/take-over.js';
import { requireFewPlaces } from '../spread/places.js';
import { candidatesIn } from './plan-candidates.js';

/** $1 campaign. Servers that let devices join take turns, and with those that claim. */
const LOCK = `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = $1 AND c.state = 'running' FOR NO KEY UPDATE`;

/**
 * $1 campaign, $2 how many. The devices are locked before they are crossed out and looked at: whoever changes one at this very moment
 * either is done, and the change is seen; or waits, and writes it down anew.
 */
const NEXT = `
  SELECT id FROM devices WHERE id IN (SELECT device_id FROM campaign_joiners WHERE campaign_id = $1 ORDER BY device_id LIMIT $2)
  ORDER BY id FOR NO KEY UPDATE`;
const CROSS_OUT = 'DELETE FROM campaign_joiners WHERE campaign_id = $1 AND device_id = ANY ($2)';

/** $1 campaign, $2 jobs. Devices that another campaign takes at this very moment are left to it. */
const INSERT = `
  INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, previous_version, previous_digest, slices, place, fault, detail, ended_at)
  SELECT $1, device_id, wave, ordinal, state, version, digest, slices, place, fault, detail, ended_at
  FROM jsonb_to_recordset($2::jsonb) AS p(device_id text, wave int, ordinal int, state text, version text, digest text, slices text[], place text, fault text, detail text, ended_at timestamptz)
  ON CONFLICT DO NOTHING RETURNING device_id AS "deviceId", state`;

/** How many ids an event names. */
const NAMED_MAX = 5;

/** What became of devices that changed while a campaign ran. */
export interface Joined {
  /** How many were looked at, and how many got a job. */
  readonly looked: number;
  readonly joined: number;
  /** Offers of other campaigns whose jobs were taken over. */
  readonly withdrawn: readonly WithdrawnOffer[];
}

/** Devices that begin to match a campaign while it runs. Triggers write down which ones changed. */
export class Joiners {
  constructor(private readonly session: Session) {}

  /**
   * Looks at devices that changed, up to `limit`, and gives those a job that the campaign selects and that could take the release.
   * Each is looked at alone, however large the fleet is. One that could not is looked at when it changes again.
   *
   * @throws Fault `selection_invalid` if the filter cannot be read any more, or the campaign has too many places then
   */
  async takeIn(
    campaignId: number,
    order: UpdateOrder,
    { limit, nowMs }: { readonly limit: number; readonly nowMs: number },
  ): Promise<Joined> {
    const done = await this.session.transaction(async (query) => {
      const [row] = await query<CampaignRow>({ name: 'joiners_lock', text: LOCK }, [campaignId]);
      if (!row) return NOBODY;
      const campaign = campaignOf(row);
      const next = await query<{ id: string }>({ name: 'joiners_next', text: NEXT }, [campaignId, limit]);
      if (next.length === 0) return NOBODY;
      const ids = next.map((device) => device.id);
      await query({ name: 'joiners_cross_out', text: CROSS_OUT }, [campaignId, ids]);
      const { jobs, withdrawn } = await chosen(query, campaign, { ids, order, nowMs });
      const joined = await placed(query, campaign, { jobs, nowMs });
      return { looked: ids.length, joined, withdrawn };
    });
    this.session.wrote(done.looked + done.joined);
    return done;
  }
}

const NOBODY: Joined = { looked: 0, joined: 0, withdrawn: [] };

/** The devices that the campaign selects and that can take the release, freed from other campaigns where it supersedes them. */
async function chosen(
  query: Query,
  campaign: Campaign,
  { ids, order, nowMs }: { readonly ids: readonly string[]; readonly order: UpdateOrder; readonly nowMs: number },
): Promise<{ readonly jobs: readonly PlannedJob[]; readonly withdrawn: readonly WithdrawnOffer[] }> {
  const { id, product, config } = campaign;
  const { deviceIds } = config.selection;
  const named = deviceIds === undefined ? undefined : new Set(deviceIds);
  const asked = named ? ids.filter((one) => named.has(one)) : ids;
  const by = { sliceKeys: sliceKeysOf(config.rules), spread: config.spread };
  const selected = { product, selection: config.selection, waves: config.waves, atMs: nowMs };
  const within = { request: { limit: asked.length }, slice: { ids: asked, more: false }, by };
  const candidates = await candidatesIn(query, selected, within);
  // One that refuses to share begins without shared devices, and leaves those alone that come later.
  const found =
    takesOverAt(config) === undefined
      ? { candidates, withdrawn: [] }
      : await othersHeeded(query, campaign, { candidates, order, nowMs });
  return { jobs: choose(id, found.candidates, { ...order, ...by }).jobs, withdrawn: found.withdrawn };
}

/** Gives each device its place behind those that are there already, and records how many came. */
async function placed(
  query: Query,
  campaign: Campaign,
  { jobs, nowMs }: { readonly jobs: readonly PlannedJob[]; readonly nowMs: number },
): Promise<number> {
  if (jobs.length === 0) return 0;
  const { id } = campaign;
  const counts = await countsOf(query, id, nowMs);
  const rows = rowsOfJoiners(campaign, { jobs, counts, nowMs });
  const taken = await query<{ deviceId: string; state: JobState }>({ name: 'joiners_insert', text: INSERT }, [
    id,
    rowsOf(rows),
  ]);
  if (taken.length === 0) return 0;
  await requireFewPlaces(query, campaign);
  const devices = taken.filter(({ state }) => state === 'waiting').map(({ deviceId }) => deviceId);
  const held = taken.length - devices.length;
  const reason = `${taken.length} devices began to match its selection${held === 0 ? '' : `; ${held} of them ${held === 1 ? 'is' : 'are'} held back as control`}`;
  await appendEvents(query, [
    {
      ...{ atMs: nowMs, kind: 'campaign_joined', campaignId: id, actor: CAMPAIGN_ENGINE },
      data: { reason, devices: devices.length, sample: devices.slice(0, NAMED_MAX) },
    },
  ]);
  return devices.length;
}

/** A job for each device, with its place behind those that are there already, or held back as control. */
function rowsOfJoiners(
  { id, config: { waves, control } }: Campaign,
  { jobs, counts, nowMs }: { readonly jobs: readonly PlannedJob[]; readonly counts: Counts; readonly nowMs: number },
): readonly Readonly<Record<string, unknown>>[] {
  const sizes = [...waveSizesOf(counts.waves, waves)];
  const treated = (): number => sizes.reduce((sum, size) => sum + size, 0);
  let held = counts.cells.reduce((sum, { fault, jobs: some }) => sum + (fault === 'control_group' ? some : 0), 0);
  return [...jobs]
    .sort((a, b) => a.place - b.place)
    .flatMap(({ deviceId, previous, slices, sharedPlace: place, wave: named }): Readonly<Record<string, unknown>>[] => {
      const about = { device_id: deviceId, slices, place, ...previous };
      const key = placeOf(String(id), deviceId);
      if (named === undefined && holdsJoinerBack(control, key, { held, treated: treated() })) {
        held += 1;
        const why = { fault: 'control_group', detail: EXCLUSIONS.control_group, ended_at: timeOf(nowMs) };
        return [{ ...about, state: 'excluded', ordinal: EXCLUDED_ORDINAL + key, ...why }];
      }
      const wave = waveOfJoiner(sizes, waves, named);
      if (wave === undefined) return [];
      const ordinal = JOINED_ORDINAL + treated();
      sizes[wave]! += 1;
      return [{ ...about, state: 'waiting', wave, ordinal }];
    });
}
