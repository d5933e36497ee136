import { useQuery } from '@tanstack/react-query';

import { answerOf, type components, reasonHeader } from '@twinbank/client';

import { headersOf } from '../asking/headers.js';
import { useList } from '../asking/list.js';
import { LIVE_COUNTED } from '../server/queries.js';
import { rest } from '../server/rest.js';
import { campaignsWith, devicesWith, UNDER_WAY } from './use.js';

/** A release as lists show it. */
export type Release = components['schemas']['ReleaseAnswer'];
/** A release with its manifest. */
export type ReleaseDetail = components['schemas']['ReleaseDetail'];
/** What can be changed of a release. */
export type ReleaseChange = components['schemas']['ReleaseChangeRequest'];
type Campaign = components['schemas']['CampaignAnswer'];

const CAMPAIGNS_SHOWN = 20;

/** Key of every list of releases. */
export const RELEASES = ['releases'] as const;
/** Key of what is known of one release. */
export const releaseKey = (product: string, version: string) => ['release', product, version] as const;

/** The releases of a product, newest first. Refuses with `selection_invalid` a filter that cannot be read. */
export const useReleases = (product: string, filter: string) =>
  useList([...RELEASES, product, filter], async (place): Promise<{ items: Release[]; next?: string | undefined }> => {
    const query = { ...place, ...(filter !== '' && { filter }) };
    const params = { path: { product }, query };
    const page = await answerOf(rest.GET('/api/v1/products/{product}/releases', { params }));
    return { items: page.items as Release[], next: page.next };
  });

/** Releases in a page of those of all products: the devices of each are counted. */
const RELEASES_PER_PAGE = 20;

/** The releases of all products that are selected, newest first. */
export const useReleasesWith = (filter: string) =>
  useList([...RELEASES, '*', filter], async (place): Promise<{ items: Release[]; next?: string | undefined }> => {
    const query = { ...place, filter, limit: RELEASES_PER_PAGE };
    const page = await answerOf(rest.GET('/api/v1/releases', { params: { query } }));
    return { items: page.items as Release[], next: page.next };
  });

/** The release of a product that has the highest security counter; null if there is none. */
export const useHighest = (product: string) =>
  useQuery({
    queryKey: [...RELEASES, product, 'highest'],
    queryFn: async (): Promise<Release | null> => {
      const params = { path: { product }, query: { limit: 1, sort: '-counter' } };
      const { items } = await answerOf(rest.GET('/api/v1/products/{product}/releases', { params }));
      return (items[0] as Release | undefined) ?? null;
    },
    ...LIVE_COUNTED,
  });

/** One release. */
export const useRelease = (product: string, version: string) =>
  useQuery({
    queryKey: releaseKey(product, version),
    queryFn: () =>
      answerOf(rest.GET('/api/v1/products/{product}/releases/{version}', { params: { path: { product, version } } })),
    ...LIVE_COUNTED,
  });

/** How many devices run a release, as the server counts them. */
export const useRunning = (product: string, version: string) =>
  useQuery({
    queryKey: ['selected', devicesWith(product, version)],
    queryFn: () =>
      answerOf(rest.POST('/api/v1/selections/preview', { body: { filter: devicesWith(product, version), sample: 1 } })),
    ...LIVE_COUNTED,
  });

/** The newest campaigns that bring a release, how many there are, and how many of them are under way. */
export const useCampaignsOf = (product: string, version: string) =>
  useQuery({
    queryKey: ['campaigns', 'of', product, version],
    queryFn: async () => {
      const filter = campaignsWith(product, version);
      const ask = (query: { filter: string; limit: number; sort?: string }) =>
        answerOf(rest.GET('/api/v1/campaigns', { params: { query: { ...query, total: true } } }));
      const [all, open] = await Promise.all([
        ask({ filter, limit: CAMPAIGNS_SHOWN, sort: '-created,-id' }),
        ask({ filter: `${filter};${UNDER_WAY}`, limit: 1 }),
      ]);
      return {
        items: all.items as Campaign[],
        total: all.total ?? all.items.length,
        underWay: open.total ?? open.items.length,
      };
    },
    ...LIVE_COUNTED,
  });

const about = ({ product, version, revision }: Release, reason?: string) => ({
  path: { product, version },
  header: {
    ...headersOf({ revision }),
    ...(reason !== undefined && reason !== '' && { 'Twinbank-Reason': reasonHeader(reason) }),
  },
});

/** Changes the notes or the labels of a release as it was seen. */
export const changeRelease = (release: Release, body: ReleaseChange): Promise<Release> =>
  answerOf(rest.PATCH('/api/v1/products/{product}/releases/{version}', { params: about(release), body }));

/** Takes a release back as it was seen, for good. */
export const withdrawRelease = (release: Release, reason: string): Promise<Release> =>
  answerOf(rest.POST('/api/v1/products/{product}/releases/{version}/withdraw', { params: about(release, reason) }));
