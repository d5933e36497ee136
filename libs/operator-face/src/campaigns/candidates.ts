import { Inject, Injectable } from '@nestjs/common';

import {
  beginsLater,
  budgetsTallied,
  EMPTY_TALLY,
  emptyFault,
  emptyWaveFault,
  takenFault,
  takesOverAt,
  placesTallied,
  hopsTallied,
  keysAwaitedTallied,
  NO_HOPS,
  smallControlFault,
  tallied,
  namedTallied,
  tooManyPlaces,
  NO_WAY_BACK,
  waysBack,
  zonesTallied,
  type BudgetTally,
  type Campaign,
  type CampaignConfig,
  type DeviceGroup,
  type HopTally,
  type NamedDevices,
  type PlaceTally,
  type Selection,
  type Tally,
  type UpdateOrder,
  type WayBack,
  type ZoneTally,
} from '@twinbank/campaign';
import type { Product } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { StoredImages, UpdateOrders, type OrderedBy } from '@twinbank/stored-releases';

import { OperatorData } from '../auth/operator-data.js';

/** Ids handled by one statement. */
const SLICE = 2000;
/** Most unknown ids that a fault names; further ones are only counted. */
const NAMED_MAX = 100;

/** What the search for a campaign's devices needs to know of it. */
export type Drafted = OrderedBy & Pick<Campaign, 'config'>;

/** How a selection divides, and how those that would get the release could go back. */
export interface TallyOfDraft extends Tally {
  readonly wayBack?: WayBack;
  /** How many of those that would get the release are at each place, if it is spread over places. */
  readonly at?: PlaceTally;
  /** How many of them are at each place with a byte budget. */
  readonly budgetsAt?: BudgetTally;
  /** How many of them have each time zone, if it has windows. */
  readonly zones?: ZoneTally;
  /** How many of them each wave names, if waves do. */
  readonly named?: NamedDevices | undefined;
  /** How many of them have to take a newer key set first. */
  readonly keysAwaited: number;
  /** How many updates they need, and what these download, if it goes over releases in between. */
  readonly hops?: HopTally;
}

/** Examines the devices that a campaign selects, a slice at a time. */
@Injectable()
export class Candidates {
  constructor(
    private readonly data: OperatorData,
    private readonly orders: UpdateOrders,
    private readonly images: StoredImages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** How many devices would get a job if the campaign started now, how many would not, and why not. `signal` ends it between two slices. */
  tally(campaign: Drafted, signal?: AbortSignal): Promise<TallyOfDraft> {
    return this.look(campaign, () => false, signal);
  }

  /** The exclusions of a campaign that was started. */
  async excluded(campaignId: number): Promise<Pick<Tally, 'excluded'>> {
    return { excluded: await this.data.jobs.excluded(campaignId) };
  }

  /** @throws Fault `image_unreadable` if the image of the release could not be delivered; a swap back needs none */
  async checkImage({ releaseId, config }: Pick<Campaign, 'releaseId' | 'config'>): Promise<void> {
    if (config.terms.kind === 'revert') return;
    await this.images.require(releaseId);
  }

  /**
   * What begins later may find other devices then, such as those that another campaign has now.
   *
   * @throws Fault `campaign_empty`, with the reasons, if no device could take the release now, or none that a wave names; `request_invalid` if it is spread over more
   * places than are counted
   */
  requireAny(config: CampaignConfig, tally: TallyOfDraft): void {
    if (config.spread && tally.at === undefined)
      throw faultOf('request_invalid', tooManyPlaces(config.spread), { field: 'spread.by' });
    if (mayBeginEmpty(config, this.clock.nowMs())) return;
    const empty = tally.eligible === 0 ? emptyFault(tally) : emptyWaveFault(config.waves, tally.named);
    if (empty) throw empty;
  }

  /**
   * @throws Fault `image_unreadable`; `campaign_unknown` and `jobs_removed` for a source; `campaign_empty`, with the
   * reasons, if no device could take the release; `devices_in_campaigns`, with how many, if it refuses to share them; `request_invalid` if its control group would be too small for its own
   * rules, or if it is spread over too many places
   */
  async checkAny(campaign: Drafted): Promise<void> {
    await this.checkImage(campaign);
    await this.checkSource(campaign.config.selection.from, { name: campaign.product });
    if (mayBeginEmpty(campaign.config, this.clock.nowMs())) return;
    const refuses = campaign.config.otherCampaigns?.policy === 'refuse';
    // The devices of those that refuse to share, and the places, are counted to the end.
    const { waves, control, spread } = campaign.config;
    const whole = refuses || spread !== undefined;
    const tally = await this.look(
      campaign,
      ({ eligible, named }) =>
        eligible > 0 && !whole && !emptyWaveFault(waves, named) && !smallControlFault(control, eligible, named),
    );
    const taken = refuses ? takenFault(tally) : undefined;
    if (taken) throw taken;
    this.requireAny(campaign.config, tally);
    const small = smallControlFault(control, tally.eligible, tally.named);
    if (small) throw small;
  }

  /**
   * Refuses a selection that names what does not exist: otherwise it would be silently ignored. What a draft named before is not looked at
   * again: it was there then, and a draft is started and renamed also after a device of it was disposed of, or a hardware revision is gone.
   *
   * @param before what the draft selected until now
   * @throws Fault `request_invalid` for hardware revisions and for a source of another product, `device_unknown` for ids,
   * `selection_invalid` for a filter, `campaign_unknown` and `jobs_removed` for a source
   */
  async checkSelection(
    { selection, waves }: CampaignConfig,
    product: Product,
    before: Selection = NOTHING_SELECTED,
  ): Promise<void> {
    const { filter, from } = selection;
    await this.data.plans.check({
      product: product.name,
      selection: { ...(filter !== undefined && { filter }) },
      waves,
      atMs: this.clock.nowMs(),
    });
    await this.checkSource(from, product);
    const strange = addedTo(before.hardware, selection.hardware).filter((one) => !product.hardware.includes(one));
    if (strange.length > 0) {
      const detail = `${product.name} has no hardware revision ${strange.join(', ')}; it has ${product.hardware.join(', ')}`;
      throw faultOf('request_invalid', detail, { field: 'selection.hardware' });
    }
    const unknown = await this.unknownIds(addedTo(before.deviceIds, selection.deviceIds), product.name);
    if (unknown.length === 0) return;
    const named = unknown.slice(0, NAMED_MAX).join(', ');
    throw faultOf(
      'device_unknown',
      `${unknown.length} of the selected ids are no devices of ${product.name}, or of devices that were disposed of: ${named}${unknown.length > NAMED_MAX ? ' and others' : ''}`,
      { field: 'selection.deviceIds', unknown: unknown.length, ids: named },
    );
  }

  /**
   * A campaign that has not begun may be a source, because one with a schedule may begin later.
   *
   * @throws Fault `campaign_unknown`, `request_invalid`, `jobs_removed`
   */
  private async checkSource(from: Selection['from'], { name }: Pick<Product, 'name'>): Promise<void> {
    if (from === undefined) return;
    const source = await this.data.campaigns.get(from.campaign);
    const field = 'selection.from';
    if (source.product !== name)
      throw faultOf('request_invalid', `campaign ${source.id} is of ${source.product}, not of ${name}`, { field });
    if (source.closing) throw faultOf('jobs_removed', undefined, { field });
  }

  private async unknownIds(ids: readonly string[], product: string): Promise<string[]> {
    const known = new Set<string>();
    for (let from = 0; from < ids.length; from += SLICE)
      for (const id of await this.data.plans.known(product, ids.slice(from, from + SLICE))) known.add(id);
    return ids.filter((id) => !known.has(id));
  }

  private async look(
    campaign: Drafted,
    enough: (tally: TallyOfDraft) => boolean,
    signal?: AbortSignal,
  ): Promise<TallyOfDraft> {
    const order = await this.orders.of(campaign, signal);
    const { product, config } = campaign;
    const { selection, waves } = config;
    const selected = {
      ...{ product, selection, waves },
      atMs: this.clock.nowMs(),
      takesOverAt: takesOverAt(config),
      spreadBy: config.spread?.by,
      budgetsBy: config.budgets && { each: config.budgets.each?.by, andEach: config.budgets.andEach?.by },
      byZone: hasWindows(config),
    };
    const counting = { config, order, known: await this.orders.known(product) };
    let sums: Sums = { ...NOTHING_COUNTED, ...(config.hops === 'path' && { hops: NO_HOPS }) };
    for (let after: string | undefined, more = true; more && !enough(sums);) {
      signal?.throwIfAborted();
      const slice = await this.data.plans.groups(selected, { after, limit: SLICE });
      sums = counted(sums, slice.groups, counting);
      after = slice.after;
      more = after !== undefined;
    }
    const { named, wayBack, ...others } = sums;
    return { ...others, ...(named && { named }), ...(installs(config) && { wayBack }) };
  }
}

const NOTHING_SELECTED: Selection = {};

/** What a list names that it did not name before. */
function addedTo(before: readonly string[] = [], now: readonly string[] = []): readonly string[] {
  const had = new Set(before);
  return now.filter((one) => !had.has(one));
}

/** What is counted of a draft, over all slices. */
interface Sums extends TallyOfDraft {
  readonly wayBack: WayBack;
}

const NOTHING_COUNTED: Sums = {
  ...{ ...EMPTY_TALLY, keysAwaited: 0, wayBack: NO_WAY_BACK },
  ...{ at: new Map<string, number>(), budgetsAt: new Map(), zones: new Map<string, number>() },
};

/** The sums with the devices of a slice. Only what the campaign asks for is counted. */
function counted(sums: Sums, groups: readonly DeviceGroup[], { config, order, known }: Counting): Sums {
  const { waves, spread, budgets } = config;
  return {
    ...tallied(sums, groups, order),
    keysAwaited: keysAwaitedTallied(sums.keysAwaited, groups, order),
    at: spread ? placesTallied(sums.at, groups, order) : sums.at,
    budgetsAt: budgets?.each ? budgetsTallied(sums.budgetsAt, groups, order) : sums.budgetsAt,
    zones: hasWindows(config) ? zonesTallied(sums.zones, groups, order) : sums.zones,
    ...(sums.hops && { hops: hopsTallied(sums.hops, groups, order) }),
    named: namedTallied(sums.named, groups, { order, waves }),
    wayBack: installs(config) ? waysBack(sums.wayBack, groups, order, known) : sums.wayBack,
  };
}

/** By what devices are counted. */
interface Counting {
  readonly config: CampaignConfig;
  readonly order: UpdateOrder;
  /** The releases that devices run, by their digest. */
  readonly known: Parameters<typeof waysBack>[3];
}

const hasWindows = ({ windows }: CampaignConfig): boolean =>
  windows?.download !== undefined || windows?.swap !== undefined;

/** Whether its devices come to run the release, so that somebody might want to go back. */
const installs = ({ terms }: CampaignConfig): boolean => terms.kind !== 'download-only';

/** Whether devices may come later: at the start time, or because the campaign is dynamic. */
const mayBeginEmpty = (config: CampaignConfig, nowMs: number): boolean =>
  config.dynamic === true || beginsLater(config, nowMs);
