import {
  assignWaves,
  jobCounts,
  NOTHING_ACKNOWLEDGED,
  type Campaign,
  type CampaignConfig,
  type CampaignState,
  type CampaignStep,
  type JobState,
  type Selection,
  type WaveCounts,
} from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import { CAMPAIGN_COLUMNS, campaignOf, partsOf } from './campaign-row.js';
import { appendEvents, type EventDraft } from './events.js';
import type { Campaign as CampaignRow } from './generated/client.js';
import type { Page, PageRequest } from './page.js';
import type { Query, Session } from './session.js';
import { jsonOf, pageOf, rowsOf, storable, timeOf } from './sql.js';

export interface CampaignDraft {
  readonly name: string;
  readonly product: string;
  readonly releaseId: number;
  readonly config: CampaignConfig;
}

interface EligibleRow {
  readonly id: string;
  readonly version: string | null;
  readonly digest: string | null;
}

/** $1 release, $2 product, $3 selection. A missing list in the selection means any. */
const ELIGIBLE = `
  FROM devices d JOIN releases r ON r.id = $1 AND r.product = d.product
  WHERE d.product = $2 AND d.state = 'active' AND d.hardware = ANY (r.hardware)
    AND d.running_digest IS DISTINCT FROM r.code_digest
    AND ($3::jsonb -> 'deviceIds' IS NULL OR d.id IN (SELECT jsonb_array_elements_text($3::jsonb -> 'deviceIds')))
    AND ($3::jsonb -> 'hardware' IS NULL OR $3::jsonb -> 'hardware' ? d.hardware)
    AND ($3::jsonb -> 'versions' IS NULL OR $3::jsonb -> 'versions' ? d.running_version)
    AND NOT EXISTS (SELECT FROM jobs j WHERE j.device_id = d.id AND j.state IN ('waiting', 'offered', 'running', 'backoff'))`;

/**
 * Holds the devices until the plan is written, in the order of their ids: one that is deactivated at this very moment is either
 * left out here, or found with its job by the deactivation, which waits.
 */
const HOLD_ELIGIBLE = `SELECT d.id, d.running_version AS version, d.running_digest AS digest ${ELIGIBLE} ORDER BY d.id FOR NO KEY UPDATE OF d`;

/** Devices that another campaign takes at this very moment are left to it. */
const PLAN = `
  INSERT INTO jobs (campaign_id, device_id, wave, ordinal, previous_version, previous_digest)
  SELECT $1, device_id, wave, ordinal, version, digest
  FROM jsonb_to_recordset($2::jsonb) AS p(device_id text, wave int, ordinal int, version text, digest text)
  ON CONFLICT DO NOTHING RETURNING id`;

const STORE = `
  UPDATE campaigns SET state = $3, current_wave = $4, pause_reason = $5, acknowledged = $6, started_at = $7, ended_at = $8, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING version`;

const COUNTS = `
  SELECT wave, state, count(*)::int AS jobs, count(*) FILTER (WHERE state = 'waiting' OR next_attempt_at <= $2)::int AS due
  FROM jobs WHERE campaign_id = $1 GROUP BY wave, state`;

/** Devices planned by one statement: keeps its parameter at a few megabytes. */
const PLAN_CHUNK = 20_000;
const MUST_BE_LOOKED_AFTER: CampaignState[] = ['running', 'paused', 'stopping'];

/** Campaigns. */
export class Campaigns {
  constructor(private readonly session: Session) {}

  /**
   * How many devices a selection matches now: active, of the product, of a hardware revision that the release names, not
   * running it already, without an open job.
   */
  async eligible({ product, releaseId, selection }: { readonly product: string; readonly releaseId: number; readonly selection: Selection }): Promise<number> {
    const [row] = await this.session.query<{ count: number }>({ text: `SELECT count(*)::int AS count ${ELIGIBLE}` }, [releaseId, storable(product), jsonOf(selection)]);
    return row?.count ?? 0;
  }

  /** Writes down a draft. @throws Fault `release_unknown`, `release_withdrawn` */
  async create({ name, product, releaseId, config }: CampaignDraft, nowMs: number): Promise<Campaign> {
    const { selection, rules } = partsOf(config);
    const row = await this.session.transaction(async (query) => {
      const release = await availableRelease(query, releaseId, product);
      const [created] = await query<CampaignRow>(
        {
          text: `INSERT INTO campaigns AS c (name, product, release_id, selection, rules, acknowledged, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${CAMPAIGN_COLUMNS}`,
        },
        [storable(name), product, releaseId, jsonOf(selection), jsonOf(rules), jsonOf(NOTHING_ACKNOWLEDGED), timeOf(nowMs)],
      );
      await appendEvents(query, [{ atMs: nowMs, kind: 'campaign_created', campaignId: created!.id, data: { name, product, release } }]);
      return created!;
    });
    this.session.wrote(2);
    return campaignOf(row);
  }

  async find(id: number): Promise<Campaign | undefined> {
    const row = await this.session.prisma.campaign.findUnique({ where: { id } });
    return row ? campaignOf(row) : undefined;
  }

  /** @throws Fault `campaign_unknown` */
  async get(id: number): Promise<Campaign> {
    const campaign = await this.find(id);
    if (!campaign) throw faultOf('campaign_unknown', `no campaign has the id ${id}`);
    return campaign;
  }

  /** Newest first. */
  async list(filter: { readonly product?: string | undefined; readonly state?: CampaignState | undefined }, page: PageRequest<number>): Promise<Page<Campaign, number>> {
    const { product, state } = filter;
    const rows = await this.session.prisma.campaign.findMany({
      where: {
        ...(product !== undefined && { productName: storable(product) }),
        ...(state !== undefined && { state }),
        ...(page.after !== undefined && { id: { lt: page.after } }),
      },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(campaignOf), page.limit, ({ id }) => id);
  }

  /** Those that a server must look after: running, paused and stopping. */
  async underWay(): Promise<readonly Campaign[]> {
    const rows = await this.session.prisma.campaign.findMany({ where: { state: { in: MUST_BE_LOOKED_AFTER } }, orderBy: { id: 'asc' } });
    return rows.map(campaignOf);
  }

  /**
   * Starts a campaign in one transaction: plans a job for every eligible device, lets `decide` judge the number (its fault
   * undoes everything), stores the campaign that it returns and the events that it records. The step comes back with the
   * campaign as stored; one that changes nothing writes nothing.
   *
   * @throws Fault `campaign_unknown`, `release_withdrawn`, and whatever `decide` throws
   */
  async start(id: number, nowMs: number, decide: (campaign: Campaign, planned: number) => CampaignStep): Promise<CampaignStep> {
    let written = 0;
    const step = await this.session.transaction(async (query) => {
      const [row] = await query<CampaignRow>({ text: `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = $1 FOR NO KEY UPDATE` }, [id]);
      if (!row) throw faultOf('campaign_unknown', `no campaign has the id ${id}`);
      const campaign = campaignOf(row);
      await availableRelease(query, campaign.releaseId, campaign.product);
      const planned = campaign.state === 'draft' ? await plan(query, campaign) : 0;
      const decided = decide(campaign, planned);
      if (decided.campaign === campaign) return decided;
      const events = recordsOf(decided, nowMs);
      const stored = await store(query, campaign, decided.campaign);
      await appendEvents(query, events);
      written = planned + events.length + 1;
      return { ...decided, campaign: stored };
    });
    this.session.wrote(written);
    return step;
  }

  /**
   * Stores what a step decided, with the events that it records, where the stored version is still that of `before`; a step that
   * changes nothing writes nothing.
   *
   * @throws Fault `conflict` where it is not
   */
  async save(before: Campaign, step: CampaignStep, nowMs: number): Promise<Campaign> {
    if (step.campaign === before) return before;
    const events = recordsOf(step, nowMs);
    const stored = await this.session.transaction(async (query) => {
      const campaign = await store(query, before, step.campaign);
      await appendEvents(query, events);
      return campaign;
    });
    this.session.wrote(1 + events.length);
    return stored;
  }

  /** Where each wave stands, by wave; waves without jobs are left out. */
  async counts(campaignId: number, nowMs: number): Promise<readonly WaveCounts[]> {
    const rows = await this.session.query<{ wave: number; state: JobState; jobs: number; due: number }>({ name: 'campaigns_counts', text: COUNTS }, [campaignId, timeOf(nowMs)]);
    const waves = new Map<number, WaveCounts>();
    for (const { wave, state, jobs, due } of rows) {
      const so = waves.get(wave) ?? { wave, jobs: jobCounts(), due: 0 };
      waves.set(wave, { wave, jobs: { ...so.jobs, [state]: jobs }, due: so.due + due });
    }
    return [...waves.values()].sort((a, b) => a.wave - b.wave);
  }
}

/** Holds the release against being withdrawn until the transaction ends; its version. @throws Fault `release_unknown`, `release_withdrawn` */
async function availableRelease(query: Query, releaseId: number, product: string): Promise<string> {
  const [release] = await query<{ state: string; version: string }>({ text: 'SELECT state, version FROM releases WHERE id = $1 AND product = $2 FOR SHARE' }, [releaseId, product]);
  if (!release) throw faultOf('release_unknown');
  if (release.state !== 'available') throw faultOf('release_withdrawn');
  return release.version;
}

/** Plans jobs for every eligible device; returns how many. */
async function plan(query: Query, { id, product, releaseId, config }: Campaign): Promise<number> {
  const eligible = await query<EligibleRow>({ text: HOLD_ELIGIBLE }, [releaseId, product, jsonOf(config.selection)]);
  const running = new Map(eligible.map((device) => [device.id, device]));
  const placements = assignWaves(String(id), [...running.keys()], config.waves);
  let planned = 0;
  for (let from = 0; from < placements.length; from += PLAN_CHUNK) {
    const rows = placements.slice(from, from + PLAN_CHUNK).map(({ deviceId, wave, ordinal }) => {
      const { version, digest } = running.get(deviceId)!;
      return { device_id: deviceId, wave, ordinal, version, digest };
    });
    planned += (await query({ text: PLAN }, [id, rowsOf(rows)])).length;
  }
  return planned;
}

/** Stores a campaign whose stored version is that of `before`. @throws Fault `conflict` where it is not */
async function store(query: Query, before: Campaign, after: Campaign): Promise<Campaign> {
  const { state, currentWave, pauseReason, acknowledged, startedAtMs, endedAtMs } = after;
  const [row] = await query<{ version: number }>({ text: STORE }, [
    before.id,
    before.version,
    state,
    currentWave,
    pauseReason,
    jsonOf(acknowledged),
    timeOf(startedAtMs),
    timeOf(endedAtMs),
  ]);
  if (!row) throw faultOf('conflict', `campaign ${before.id} was changed in the meantime`);
  return { ...after, version: row.version };
}

/** The events that a step wants recorded. */
function recordsOf(step: CampaignStep, nowMs: number): EventDraft[] {
  return step.effects.flatMap((effect) =>
    effect.type === 'record' ? [{ atMs: nowMs, kind: effect.kind, campaignId: step.campaign.id, data: { reason: effect.reason, ...effect.facts } }] : [],
  );
}
