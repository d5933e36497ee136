import type { Command } from '@twinbank/access';
import {
  NOTHING_ACKNOWLEDGED,
  STATES_UNDER_WAY,
  withAuthor,
  type Campaign,
  type CampaignStep,
  type Counts,
  type LapseWriters,
  type Opinion,
  type WaveCounts,
} from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import { rollBackIn, rollBackOutlook, type WayBackTo } from './after/roll-backs.js';
import { countsOf, countsOfEach, gatherCounts } from './campaign-counts.js';
import { needsApproval } from './drafts/approvals.js';
import { approvedGroups, groupDigests, groupsDigest, holdGroupsOf, type GroupDigests } from './drafts/groups-digest.js';
import { lapseWriters } from './drafts/lapse-writers.js';
import { addOpinion, opinionsOf, type OpinionOf } from './drafts/opinions.js';
import { availableRelease, changeDraft, deleteDraft, type CampaignDraft } from './campaign-drafts.js';
import { CAMPAIGN_COLUMNS, campaignOf, partsOf } from './campaign-row.js';
import { recordStep, storeCampaign } from './campaign-writes.js';
import { ControlHealths } from './control/control-healths.js';
import { EACH_OPEN, OPEN } from './job-states.js';
import { appendEvents } from '../events.js';
import type { Campaign as CampaignRow } from '../generated/client.js';
import type { Query, Session } from '../connection/session.js';
import { jsonOf, known, storable, timeOf } from '../sql.js';

const SOBER = 'SELECT least($1::timestamptz, now()) AS at';

/** $1 campaign, $2 its waves. A look-up in the index for each wave and open state, however many jobs there are. */
const ANY_OPEN = `
  SELECT EXISTS (SELECT FROM jobs WHERE campaign_id = $1 AND wave IS NULL AND state IN ${OPEN})
      OR EXISTS (
        SELECT FROM generate_series(0, $2::int - 1) AS w(wave)
          CROSS JOIN ${EACH_OPEN} AS o(state)
          CROSS JOIN LATERAL (SELECT FROM jobs j WHERE j.campaign_id = $1 AND j.wave = w.wave AND j.state = o.state LIMIT 1) AS one
      ) AS open`;

/** Campaigns. */
export class Campaigns {
  /** How their devices fare beside those that are held back. */
  readonly controls: ControlHealths;

  constructor(private readonly session: Session) {
    this.controls = new ControlHealths(session);
  }

  /**
   * Stores a draft.
   *
   * @param asked what it asks an approval for; undefined if it needs none
   * @throws Fault `release_unknown`, `release_withdrawn`
   */
  async create(
    { name, product, releaseId, config }: CampaignDraft,
    { by, nowMs }: Command,
    asked?: OpinionOf,
  ): Promise<Campaign> {
    const { selection, rules } = partsOf(config);
    const row = await this.session.transaction(async (query) => {
      const release = await availableRelease(query, releaseId, product);
      const [created] = await query<CampaignRow>(
        {
          text: `INSERT INTO campaigns AS c (name, product, release_id, selection, rules, acknowledged, created_at, created_by, authors)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING ${CAMPAIGN_COLUMNS}`,
        },
        [
          storable(name),
          product,
          releaseId,
          jsonOf(selection),
          jsonOf(rules),
          jsonOf(NOTHING_ACKNOWLEDGED),
          timeOf(nowMs),
          jsonOf(by),
          withAuthor([], by),
        ],
      );
      await appendEvents(query, [
        {
          atMs: nowMs,
          kind: 'campaign_created',
          campaignId: created!.id,
          actor: by,
          data: { name, product, release },
          change: { after: { name, product, release, selection, ...rules } },
        },
      ]);
      if (asked) await addOpinion(query, created!.id, { kind: 'asked', by, atMs: nowMs, ...asked });
      return created!;
    });
    this.session.wrote(asked ? 3 : 2);
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

  /** Ids of the campaigns that a server must look after: starting, running, paused and stopping. */
  async underWay(): Promise<readonly number[]> {
    const rows = await this.session.prisma.campaign.findMany({
      where: { state: { in: [...STATES_UNDER_WAY] } },
      orderBy: { id: 'asc' },
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /** These campaigns, and those of a product that a server looks after, newest first. */
  async theseOrUnderWay(ids: readonly number[], product: string, limit: number): Promise<readonly Campaign[]> {
    const underWay = { productName: product, state: { in: [...STATES_UNDER_WAY] } };
    const where = { OR: [{ id: { in: [...ids] } }, underWay] };
    const rows = await this.session.prisma.campaign.findMany({ where, orderBy: { id: 'desc' }, take: limit });
    return rows.map(campaignOf);
  }

  /** The counts of these campaigns, by their ids, in one statement; without the back-offs that are over. */
  countedEach(ids: readonly number[]): Promise<ReadonlyMap<number, Counts>> {
    return countsOfEach(this.session.query, ids);
  }

  /**
   * The time by which a campaign begins and ends: the given one, but not later than the database's own, so that a server
   * whose clock runs ahead ends nothing alone.
   */
  async soberMs(nowMs: number): Promise<number> {
    const [row] = await this.session.query<{ at: Date }>({ name: 'campaigns_sober', text: SOBER }, [timeOf(nowMs)]);
    return row!.at.getTime();
  }

  /** Whether the project of a product needs its campaigns approved. */
  needsApproval(product: string): Promise<boolean> {
    return needsApproval(this.session.query, product);
  }

  /** Whether any job of a campaign is open, without counting them. */
  async hasOpenJobs({ id, config }: Campaign): Promise<boolean> {
    const statement = { name: 'campaigns_any_open', text: ANY_OPEN };
    const [row] = await this.session.query<{ open: boolean }>(statement, [id, config.waves?.length ?? 0]);
    return row!.open;
  }

  /** What a roll-back of a campaign would do now: how many devices would go back to which release, and how many have none. */
  rollBackOutlook(campaign: Pick<Campaign, 'id' | 'product' | 'releaseId'>): Promise<readonly WayBackTo[]> {
    return rollBackOutlook(this.session.query, campaign);
  }

  /**
   * Starts a campaign: lets `decide` judge it as stored, and whether its project needs approvals, and stores the decision if the release can still be rolled
   * out. A step that changes nothing writes nothing. Jobs are planned afterwards ({@link Plans}).
   *
   * @param decide is also told the digest of whom its groups select, where one was approved: nobody changes a group until the decision is stored
   * @throws Fault `campaign_unknown`, `release_withdrawn`, and whatever `decide` throws
   */
  async start(
    id: number,
    nowMs: number,
    decide: (campaign: Campaign, needed: boolean, groups: string | undefined) => CampaignStep,
  ): Promise<Campaign> {
    let written = 0;
    const started = await this.session.transaction(async (query) => {
      const [row] = await query<CampaignRow>(
        { text: `SELECT ${CAMPAIGN_COLUMNS} FROM campaigns c WHERE c.id = $1 FOR NO KEY UPDATE` },
        [id],
      );
      if (!row) throw faultOf('campaign_unknown', `no campaign has the id ${id}`);
      const campaign = campaignOf(row);
      const groups = await approvedGroups(query, campaign, nowMs);
      const step = decide(campaign, await needsApproval(query, campaign.product), groups);
      if (step.campaign === campaign) return campaign;
      await availableRelease(query, campaign.releaseId, campaign.product);
      written = 1 + (await recordStep(query, campaign, step, nowMs));
      return storeCampaign(query, campaign, step.campaign);
    });
    this.session.wrote(written);
    return started;
  }

  /**
   * Stores what `decide` says of a draft that somebody approves, if its stored version is still that of `before`. It is told the digest of whom the groups of the draft
   * select: nobody changes one until the decision is stored. What was approved is remembered with it.
   *
   * @throws Fault `conflict` if the version differs, and whatever `decide` throws
   */
  async approve(
    before: Campaign,
    { nowMs, of }: { readonly nowMs: number; readonly of: OpinionOf },
    decide: (groups: string | undefined) => CampaignStep,
  ): Promise<Campaign> {
    return this.storeOpinion(before, { nowMs, of }, async (query) => {
      await holdGroupsOf(query, before, nowMs);
      const groups = await groupDigests(query, before, nowMs);
      return { step: decide(groups.all), groups };
    });
  }

  /** Stores that somebody rejects a draft, and what. @throws Fault `conflict` if the stored version is not that of `before` */
  async reject(
    before: Campaign,
    step: CampaignStep,
    told: { readonly nowMs: number; readonly of: OpinionOf },
  ): Promise<Campaign> {
    return this.storeOpinion(before, told, async () => ({ step }));
  }

  private async storeOpinion(
    before: Campaign,
    { nowMs, of }: { readonly nowMs: number; readonly of: OpinionOf },
    decide: (query: Query) => Promise<{ readonly step: CampaignStep; readonly groups?: GroupDigests }>,
  ): Promise<Campaign> {
    let written = 0;
    const stored = await this.session.transaction(async (query) => {
      const { step, groups } = await decide(query);
      const { approval } = step.campaign;
      if (step.campaign === before || !approval) return before;
      const campaign = await storeCampaign(query, before, step.campaign);
      const { state: kind, by, devices, why } = approval;
      const each = groups?.all === undefined ? undefined : groups.each;
      written = 1 + (await recordStep(query, before, step, nowMs));
      written += await addOpinion(query, before.id, {
        ...{ kind, by, atMs: nowMs, ...of },
        ...known({ devices, why, groups: each }),
      });
      return campaign;
    });
    this.session.wrote(written);
    return stored;
  }

  /** What was said of a campaign, and what was changed of it since, as far as it is remembered; the oldest first. */
  async opinions({ id }: Pick<Campaign, 'id'>): Promise<readonly Opinion[]> {
    return opinionsOf(this.session.query, (await this.get(id)).id);
  }

  /** Digests of whom the groups select now that a draft names: of all of them, and of each. */
  groupDigests(draft: Pick<Campaign, 'product' | 'config'>, nowMs: number): Promise<GroupDigests> {
    return groupDigests(this.session.query, draft, nowMs);
  }

  /** Who changed groups and devices since a draft was approved. @param groups their digests then and now */
  lapseWriters(
    draft: Pick<Campaign, 'id' | 'product' | 'approval'>,
    groups: { readonly before: Readonly<Record<string, string>>; readonly now: Readonly<Record<string, string>> },
  ): Promise<LapseWriters> {
    return lapseWriters(this.session.query, draft, groups);
  }

  /** The digest of whom the groups select now that a draft names; undefined if it names none. */
  groupsDigest(draft: Pick<Campaign, 'product' | 'config'>, nowMs: number): Promise<string | undefined> {
    return groupsDigest(this.session.query, draft, nowMs);
  }

  /**
   * Stores the decision of a step with the events that it records, if the stored version is still that of `before`.
   * A step that changes nothing writes nothing.
   *
   * @throws Fault `conflict` if the version differs
   */
  async save(before: Campaign, step: CampaignStep, nowMs: number): Promise<Campaign> {
    if (step.campaign === before) return before;
    let events = 0;
    const stored = await this.session.transaction(async (query) => {
      const campaign = await storeCampaign(query, before, step.campaign);
      events = await recordStep(query, before, step, nowMs);
      for (const effect of step.effects)
        if (effect.type === 'roll-back') events += await rollBackIn(query, campaign, effect, nowMs);
      return campaign;
    });
    this.session.wrote(1 + events);
    return stored;
  }

  /**
   * Writes a draft anew, and records it; what is so already changes nothing.
   *
   * @param before the draft from which the new one was made
   * @throws Fault `campaign_unknown`, `campaign_transition` if it was started, `release_unknown`, `release_withdrawn`,
   * `precondition_failed`, `conflict` if it is no longer as `before`
   */
  changeDraft(before: Campaign, draft: CampaignDraft, command: Command): Promise<Campaign> {
    return changeDraft(this.session, before, draft, command);
  }

  /**
   * Deletes a draft, and records it; returns it as it was.
   *
   * @throws Fault `campaign_unknown`, `campaign_transition` if it was started, `precondition_failed`
   */
  async deleteDraft(id: number, command: Command): Promise<Campaign> {
    await this.get(id);
    return deleteDraft(this.session, id, command);
  }

  /** The counts of each wave, in order, and last those of jobs without a wave; waves without jobs are left out. */
  async counts(campaignId: number, nowMs: number): Promise<readonly WaveCounts[]> {
    return (await this.counted(campaignId, nowMs)).waves;
  }

  /** The counts of a campaign's jobs, by wave and in every cell. Costs the same however many jobs it has. */
  async counted(campaignId: number, nowMs: number): Promise<Counts> {
    return countsOf(this.session.query, campaignId, nowMs);
  }

  /** Adds up what was counted of a campaign's jobs since the last time, if that is much, so that counting stays cheap. */
  gatherCounts(campaignId: number): Promise<void> {
    return gatherCounts(this.session, campaignId);
  }

  /**
   * Of the campaigns whose jobs may have been removed, the one that ended last; of one product, or of all that can be
   * seen. Undefined if there is none.
   */
  async lastClosed(product?: string): Promise<Campaign | undefined> {
    const row = await this.session.prisma.campaign.findFirst({
      where: { closedAt: { not: null }, ...(product !== undefined && { productName: product }) },
      orderBy: { endedAt: 'desc' },
    });
    return row ? campaignOf(row) : undefined;
  }
}
