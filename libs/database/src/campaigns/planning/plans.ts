import {
  afterChoosing,
  choose,
  expectsWaves,
  namedBy,
  sliceKeysOf,
  stepCampaign,
  waitsForOthers,
  type Campaign,
  type DeviceFacts,
  type DeviceGroup,
  type Plan,
  type PlannedJob,
  type UpdateOrder,
} from '@twinbank/campaign';

import { CAMPAIGN_COLUMNS, campaignOf } from '../campaign-row.js';
import { recordStep, storeCampaign } from '../campaign-writes.js';
import type { WithdrawnOffer } from '../jobs.js';
import { approvedGroups, holdGroupsOf } from '../drafts/groups-digest.js';
import { lockHolders, othersHeeded, othersUnderWay, type HolderRow } from '../others/take-over.js';
import { Places, requireFewPlaces } from '../spread/places.js';
import { Joiners } from './joiners.js';
import { candidatesIn, filtersOf, sliceStatement, valuesOf, type SliceText } from './plan-candidates.js';
import { insertExcluded, insertJobs, type Company } from './plan-jobs.js';
import { placeSlice } from './plan-places.js';
import { sliceOf, type Selected, type SliceRequest } from './plan-slices.js';
import { problemOfSource, requireSource } from './selection-source.js';
import { ZONE } from '../../devices/device-zone.js';
import { endingSql } from '../../disposal/ending.js';
import { FACT_COLUMNS, FACT_NAMES, factsOf, openCampaignBeyond, type FactRow } from '../../devices/device-facts.js';
import type { Campaign as CampaignRow } from '../../generated/client.js';
import { isPgError, PG_CODES, type Query, type Session } from '../../connection/session.js';
import { jsonOf, known, storable } from '../../sql.js';

/** The place of a device d by the attribute that is the parameter of that number; null without one. */
const placeBy = (by: number): string =>
  `CASE WHEN $${by}::text IS NOT NULL THEN coalesce(d.attributes ->> $${by}, d.reported ->> $${by}, '') END`;

/** What devices are told apart by, beside what they are judged by. */
const DIVIDED = 'place, "eachPlace", "andEachPlace", wave, zone';

/**
 * $6 the priority at which jobs of others are taken over, $7 the attribute that names places, $8 and $9 those that name places with byte budgets, $10 whether zones
 * are told apart.
 */
const groupsIn = ({ from, within, wave }: SliceText): string => `
  SELECT count(*)::int AS devices, (array_agg(id))[1:5] AS sample, ${FACT_NAMES}, ${DIVIDED}
  FROM (SELECT d.id, ${FACT_COLUMNS}, ${openCampaignBeyond(6, within)}, ${placeBy(7)} AS place, ${placeBy(8)} AS "eachPlace", ${placeBy(9)} AS "andEachPlace", ${wave} AS wave, CASE WHEN $10::boolean THEN ${ZONE} END AS zone ${from} ORDER BY d.id) AS judged
  GROUP BY ${FACT_NAMES}, ${DIVIDED}`;

/** $1 campaign. Servers that plan it take turns. */
const TURN = `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = $1 AND c.state = 'starting' FOR NO KEY UPDATE`;

/**
 * Determines the devices of a campaign in slices: each is a short transaction, so that nothing else waits for long.
 */
export class Plans {
  /** Devices that begin to match a campaign while it runs. */
  readonly joiners: Joiners;
  /** Places at which no further device may begin. */
  readonly places: Places;

  constructor(private readonly session: Session) {
    this.joiners = new Joiners(session);
    this.places = new Places(session);
  }

  /**
   * The next devices of a selection, grouped by equal facts; without `after` there are no more. None are in a source whose
   * jobs are gone.
   */
  async groups(
    selected: Selected,
    request: SliceRequest,
  ): Promise<{ readonly groups: readonly DeviceGroup[]; readonly after?: string }> {
    const { from } = selected.selection;
    if (from && (await problemOfSource(this.session.query, from)) !== undefined) return { groups: [] };
    const slice = await sliceOf(this.session.query, selected, request);
    const filters = await filtersOf(this.session.query, selected);
    const { takesOverAt, spreadBy, budgetsBy, byZone = false } = selected;
    const values = [
      ...valuesOf(selected, request, slice),
      ...[takesOverAt, spreadBy, budgetsBy?.each, budgetsBy?.andEach, byZone],
    ];
    const rows = await this.session.query<GroupRow>(...sliceStatement('plans_groups', groupsIn, values, filters));
    return { groups: rows.map(groupOfRow), ...(slice.more && { after: slice.upTo! }) };
  }

  /** Reads the filters as {@link groups} would, and looks whether a source has its jobs. @throws Fault `selection_invalid`, with the field */
  async check(selected: Selected): Promise<void> {
    await requireSource(this.session.query, selected.selection.from);
    await filtersOf(this.session.query, selected);
  }

  /** The facts of these devices, by their ids, but whether a campaign has them; unknown ones are left out. */
  async factsOf(ids: readonly string[]): Promise<ReadonlyMap<string, DeviceFacts>> {
    if (ids.length === 0) return new Map();
    const text = `SELECT d.id, ${FACT_COLUMNS} FROM devices d WHERE d.id = ANY ($1)`;
    const rows = await this.session.query<FactRow & { id: string }>({ name: 'plans_facts_of', text }, [
      ids.map(storable),
    ]);
    return new Map(rows.map((row) => [row.id, factsOf(row)]));
  }

  /** Which of these ids are devices of the product whose end was not ordered. */
  async known(product: string, ids: readonly string[]): Promise<readonly string[]> {
    const text = `SELECT d.id FROM devices d WHERE d.product = $1 AND d.id = ANY ($2) AND NOT ${endingSql('d')}`;
    return (await this.session.query<{ id: string }>({ text }, [storable(product), ids.map(storable)])).map(
      ({ id }) => id,
    );
  }

  /**
   * Plans the next slice of a starting campaign, in one transaction; the last one sets it running. Servers that do
   * so at the same time take turns. Returns the campaign after it; undefined if it is not starting, or no longer.
   */
  async goOn(campaignId: number, order: UpdateOrder, request: PlanRequest): Promise<Campaign | undefined> {
    let company: Company = 'alone';
    for (let tries = 1; ;) {
      try {
        return await this.slice(campaignId, order, { ...request, company, isLastTry: tries === TRIES });
      } catch (error) {
        if (error instanceof TakenMeanwhile) tries++;
        else if (company === 'alone' && isPgError(error, PG_CODES.uniqueViolation)) company = 'crowded';
        else throw error;
      }
    }
  }

  private async slice(
    campaignId: number,
    order: UpdateOrder,
    { withdrawn = () => undefined, ...how }: PlanRequest & Pick<Slice, 'isLastTry' | 'company'>,
  ): Promise<Campaign | undefined> {
    const { limit, nowMs } = how;
    let written = 0;
    let lost: readonly WithdrawnOffer[] = [];
    const after = await this.session.transaction(async (query) => {
      const [row] = await query<CampaignRow>({ name: 'plans_turn', text: TURN }, [campaignId]);
      if (!row) return undefined;
      const campaign = campaignOf(row);
      // Until its devices are determined, and while they are, nobody exchanges those of an approved campaign.
      if (campaign.approval?.groups !== undefined) await holdGroupsOf(query, campaign, nowMs);
      const slice: Slice = { query, campaign, plan: campaign.plan!, ...how };
      const chosen = slice.plan.phase === 'choosing' ? await chooseSlice(slice, order) : undefined;
      const plan = chosen ? chosen.plan : await placeSlice(query, slice);
      lost = chosen?.withdrawn ?? [];
      written = limit;
      if (plan) return progressed(query, { ...campaign, plan }, lost.length > 0 ? 'waits' : 'goes on');
      const { jobs, excluded } = await totalsOf(query, campaignId);
      const groups = await approvedGroups(query, campaign, nowMs);
      const step = stepCampaign(campaign, { type: 'planned', jobs, excluded, groups }, nowMs);
      await recordStep(query, campaign, step, nowMs);
      return storeCampaign(query, campaign, step.campaign);
    });
    this.session.wrote(written);
    withdrawn(lost);
    return after;
  }
}

/** How much is planned at once, and when; and who withdraws the offers of jobs that were taken over, once that is committed. */
export interface PlanRequest {
  readonly limit: number;
  readonly nowMs: number;
  readonly withdrawn?: (offers: readonly WithdrawnOffer[]) => void;
}

type GroupRow = FactRow & {
  readonly devices: number;
  readonly sample: string[];
  readonly place: string | null;
  readonly eachPlace: string | null;
  readonly andEachPlace: string | null;
  readonly wave: number | null;
  readonly zone: string | null;
};

function groupOfRow(row: GroupRow): DeviceGroup {
  const { devices, sample } = row;
  const { place, eachPlace: each, andEachPlace: andEach, wave, zone } = row;
  const budgetPlaces = known({ each, andEach });
  return {
    ...{ facts: factsOf(row), devices, sample, ...known({ place, wave, zone }) },
    ...((each !== null || andEach !== null) && { budgetPlaces }),
  };
}

interface Slice {
  readonly query: Query;
  readonly campaign: Campaign;
  readonly plan: Plan;
  readonly limit: number;
  readonly nowMs: number;
  readonly isLastTry: boolean;
  readonly company: Company;
}

/** So often a slice is tried whose devices other campaigns take at the same moment. */
const TRIES = 3;

/**
 * Another campaign took a device of the slice after it was looked at, and this one is to wait, take over or refuse then: the slice is
 * begun again, and sees it.
 */
class TakenMeanwhile extends Error {}

async function chooseSlice(
  { query, campaign, plan, limit, nowMs, isLastTry, company }: Slice,
  order: UpdateOrder,
): Promise<{ readonly plan: Plan; readonly withdrawn: readonly WithdrawnOffer[] }> {
  const { product, startedAtMs, createdAtMs } = campaign;
  const { selection, waves } = campaign.config;
  const selected = { product, selection, waves, atMs: startedAtMs ?? createdAtMs };
  const request = { after: plan.after, limit };
  await requireSource(query, selected.selection.from);
  const slice = await sliceOf(query, selected, request);
  const sliceKeys = sliceKeysOf(campaign.config.rules);
  const waits = waitsForOthers(campaign.config);
  const holders =
    waits && (await othersUnderWay(query, campaign.id))
      ? await query<HolderRow>(
          ...sliceStatement(
            'plans_holders',
            lockHolders,
            valuesOf(selected, request, slice),
            await filtersOf(query, { ...selected, waves: [] }),
          ),
        )
      : [];
  const by = { sliceKeys, spread: campaign.config.spread };
  const candidates = await candidatesIn(query, selected, { request, slice, by });
  const found = await othersHeeded(query, campaign, { candidates, order, nowMs });
  const expects = plan.expected !== undefined || (plan.after === undefined && expectsWaves(campaign.config));
  const { jobs, excluded } = choose(campaign.id, found.candidates, { ...order, ...by, waits, waves, expects });
  const locked = new Set(holders.map(holderKey));
  const isSure = ({ deviceId, behind }: PlannedJob): boolean =>
    behind === undefined || locked.has(holderKey({ deviceId, campaignId: behind }));
  const unsure = jobs.filter((job) => !isSure(job));
  const sure = unsure.length === 0 ? jobs : jobs.filter(isSure);
  const without = await insertJobs(query, { campaignId: campaign.id, company }, sure);
  await requireFewPlaces(query, campaign);
  const taken = without.size === 0 ? sure : sure.filter(({ deviceId }) => !without.has(deviceId));
  const late = lateJobs([...unsure, ...sure.filter(({ deviceId }) => without.has(deviceId))], campaign, isLastTry);
  const left = await insertExcluded(query, { campaignId: campaign.id, plan, company }, [...excluded, ...late], nowMs);
  const after = slice.more ? slice.upTo : undefined;
  const counts = { chosen: taken.length, named: namedBy(waves, taken), excluded: left, after, expects };
  return { plan: afterChoosing(plan, counts), withdrawn: found.withdrawn };
}

/** Jobs of devices that were taken meanwhile, left out; where that would be all that is done about other campaigns. @throws TakenMeanwhile */
function lateJobs(
  jobs: readonly PlannedJob[],
  { config: { otherCampaigns } }: Campaign,
  isLastTry: boolean,
): readonly PlannedJob[] {
  if (jobs.length > 0 && !isLastTry && (otherCampaigns?.policy ?? 'exclude') !== 'exclude') throw new TakenMeanwhile();
  return jobs.map((job) => ({ ...job, exclusion: TAKEN_ELSEWHERE }));
}

/**
 * Names the job that has a device. If this transaction has not locked that, another campaign got the device just now, and a job
 * that waits for it might be forgotten.
 */
const holderKey = ({ deviceId, campaignId }: HolderRow): string => `${campaignId} ${deviceId}`;

const TAKEN_ELSEWHERE = {
  reason: 'device_in_campaign',
  detail: 'another campaign took the device at the same moment',
} as const;

/** $1 campaign, $2 its plan, $3 whether the commit of this transaction waits for the disk. */
const PROGRESS = `
  UPDATE campaigns SET plan = $2::jsonb WHERE id = $1
  RETURNING CASE WHEN $3::boolean THEN '' ELSE set_config('synchronous_commit', 'off', true) END AS commit`;

/**
 * Progress does not change the version, so that an operator's command at the same moment need not be decided again. Nobody is told of a slice that
 * withdraws no offer. If PostgreSQL crashes before such a commit is on its disk, the campaign stands where it stood before it, and the slice is planned
 * once more; every commit that somebody is told of waits for it, too.
 */
async function progressed(
  query: Query,
  campaign: Campaign & { readonly plan: Plan },
  commit: 'waits' | 'goes on',
): Promise<Campaign> {
  await query({ name: 'plans_progress', text: PROGRESS }, [campaign.id, jsonOf(campaign.plan), commit === 'waits']);
  return campaign;
}

async function totalsOf(query: Query, campaignId: number): Promise<{ jobs: number; excluded: number }> {
  const text = `SELECT coalesce(sum(jobs) FILTER (WHERE state <> 'excluded'), 0)::int AS jobs, coalesce(sum(jobs) FILTER (WHERE state = 'excluded'), 0)::int AS excluded FROM job_counts WHERE campaign_id = $1`;
  const [totals] = await query<{ jobs: number; excluded: number }>({ text }, [campaignId]);
  return totals!;
}
