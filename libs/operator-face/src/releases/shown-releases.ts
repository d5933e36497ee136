import { Injectable } from '@nestjs/common';

import { revokedSigner } from '@twinbank/campaign';
import type { ListDefinition, Release } from '@twinbank/database';
import { ProductKeySets } from '@twinbank/stored-releases';

import { ListAnswers, type ListOptions, type SentList } from '../lists/list-answers.js';
import type { ListQuery } from '../lists/list-query.js';
import { ReleaseAnswer, releaseAnswer, releaseDetail, type ReleaseDetail } from './release.dto.js';

/** Shows releases with what the newest key set of their product says of their signatures. */
@Injectable()
export class ShownReleases {
  constructor(
    private readonly lists: ListAnswers,
    private readonly keySets: ProductKeySets,
  ) {}

  async answer(release: Release): Promise<ReleaseAnswer> {
    return releaseAnswer(release, await this.keyRevoked(release));
  }

  async detail(release: Release): Promise<ReleaseDetail> {
    return releaseDetail(release, await this.keyRevoked(release));
  }

  /** A page of a list of releases. @throws Fault as {@link ListAnswers.page} */
  page(
    list: ListDefinition<Release>,
    query: ListQuery,
    within: Omit<ListOptions<Release, ReleaseAnswer>, 'answers'>,
  ): Promise<SentList<ReleaseAnswer>> {
    const answers = (releases: readonly Release[]): Promise<ReleaseAnswer[]> =>
      Promise.all(releases.map((release) => this.answer(release)));
    return this.lists.page({ list, type: ReleaseAnswer }, query, { ...within, answers });
  }

  private async keyRevoked(release: Release): Promise<string | undefined> {
    const signed = await this.keySets.signed(release.product, release);
    return signed && revokedSigner(signed);
  }
}
