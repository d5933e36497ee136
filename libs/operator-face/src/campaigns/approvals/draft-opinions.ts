import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { definitionOf, durationOf, figuresOf, outlineOf, type Campaign } from '@twinbank/campaign';
import type { OpinionOf, Release } from '@twinbank/database';

import { OperatorData } from '../../auth/operator-data.js';
import { configAnswer } from '../campaign.dto.js';
import { Candidates, type TallyOfDraft } from '../candidates.js';

/** What a draft says, under the names that requests have for it. */
export type Written = Pick<Campaign, 'name' | 'config'>;

/** What somebody says an opinion of. */
@Injectable()
export class DraftOpinions {
  constructor(
    private readonly data: OperatorData,
    private readonly candidates: Candidates,
  ) {}

  /** A draft as it is now, with its devices counted; `signal` ends that between two slices of them. */
  async of(draft: Campaign, signal?: AbortSignal): Promise<OpinionOf & { readonly tally: TallyOfDraft }> {
    const release = await this.data.releases.byId(draft.releaseId);
    const tally = await this.candidates.tally(draft, signal);
    return { ...opinionOf(draft, release, tally), tally };
  }
}

/** What an opinion of a draft is of: every field of it, and the figures of its plan. */
export function opinionOf(
  { name, config }: Written,
  release: Pick<Release, 'version' | 'codeLength'> | undefined,
  tally: TallyOfDraft,
): OpinionOf {
  const plan = outlineOf(config, tally, release?.codeLength ?? 0, tally.at);
  const { windows: _windows, ...steady } = config;
  const { named, at, budgetsAt, hops, eligible, excluded } = tally;
  const { atLeastMs } = durationOf(steady, eligible, { bytes: plan.bytes, named, at, budgetsAt, ways: hops?.ways });
  return {
    definition: definitionOf({ name, release: release?.version, ...configAnswer(config) }, sha256),
    plan: figuresOf({ plan, excluded, atLeastMs }),
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
