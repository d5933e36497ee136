import { Injectable } from '@nestjs/common';

import { userOf, type Actor } from '@twinbank/access';
import { approvedMost, plannedDevices, type Campaign } from '@twinbank/campaign';
import { Users, type OpinionOf } from '@twinbank/database';
import { faultOf } from '@twinbank/protocol';

import { DraftOpinions } from '../approvals/draft-opinions.js';
import { Candidates } from '../candidates.js';

/** Looks at what an order depends on beside its campaign: devices, the image, and who gives it. */
@Injectable()
export class OrderChecks {
  constructor(
    private readonly candidates: Candidates,
    private readonly users: Users,
    private readonly drafts: DraftOpinions,
  ) {}

  /**
   * Devices are only searched until one is found that could take the release, usually the first; those of a draft that is
   * approved are counted, and the number is returned.
   *
   * @throws Fault `campaign_empty`, `image_unreadable`, `campaign_unknown` and `jobs_removed` for a source
   */
  async beforeStart(campaign: Campaign): Promise<number | undefined> {
    if (campaign.state !== 'draft') return undefined;
    await this.candidates.checkAny(campaign);
    if (campaign.approval?.state !== 'approved') return undefined;
    return plannedDevices(await this.candidates.tally(campaign));
  }

  /** @throws Fault `image_unreadable` */
  beforeResume(campaign: Campaign): Promise<void> {
    return this.candidates.checkImage(campaign);
  }

  /**
   * What of a draft is approved, and for how many devices: no more than the approver has seen, and no more than it is for. Undefined if it is no draft.
   *
   * @param seen for how many devices it was that the approver saw; undefined if they do not say
   * @throws Fault `approver_not_person`, `plan_grown`
   */
  async approvable(draft: Campaign, seen: number | undefined, by: Actor): Promise<Approvable | undefined> {
    const user = userOf(by);
    if (user === undefined || (await this.users.find(user))?.kind !== 'person') throw faultOf('approver_not_person');
    if (draft.state !== 'draft') return undefined;
    const { tally, ...of } = await this.drafts.of(draft);
    const devices = plannedDevices(tally);
    if (seen === undefined) return { devices, of };
    const most = approvedMost(seen);
    if (devices > most) {
      const detail = `it is for ${devices} devices now, and the approver saw ${seen}`;
      throw faultOf('plan_grown', detail, { devices, approved: seen, most });
    }
    return { devices: Math.min(seen, devices), of };
  }

  /** What of a draft is rejected; nothing that is kept, if it is no draft. */
  async rejectable(draft: Campaign): Promise<OpinionOf> {
    if (draft.state !== 'draft') return NOTHING;
    const { tally: _tally, ...of } = await this.drafts.of(draft);
    return of;
  }
}

/** What an approval is of. */
interface Approvable {
  readonly devices: number;
  readonly of: OpinionOf;
}

/** What nobody can say an opinion of: the campaign refuses it. */
export const NOTHING: OpinionOf = { definition: {}, plan: {} };
