import { quoted } from '../asking/selection-text.js';
import { jsonObjectIn } from '../products/json-object.js';

/** Selects the devices that run a release. */
export const devicesWith = (product: string, version: string): string =>
  `product==${quoted(product)};version==${quoted(version)}`;

/** Selects the campaigns that bring a release. */
export const campaignsWith = (product: string, version: string): string =>
  `product==${quoted(product)};release==${quoted(version)}`;

/** Selects the campaigns that are under way: a release that one of them brings cannot be withdrawn. */
export const UNDER_WAY = 'state=in=(scheduled,starting,running,paused,stopping)';

/** What a withdrawal does, in sentences with the counts that are known. */
export function withdrawalEffects(known: {
  readonly running?: string | undefined;
  readonly underWay?: number | undefined;
}): string[] {
  const { running, underWay } = known;
  return [
    'No campaign can bring it any more. It cannot be made available again.',
    running === undefined
      ? 'How many devices run it is not known here. They keep it.'
      : `Devices that run it now: ${running}. They keep it.`,
    underWay === undefined
      ? 'How many campaigns are bringing it is not known here. While one is, the order is refused (release_in_use).'
      : underWay === 0
        ? 'Campaigns that are bringing it: none.'
        : `Campaigns that are bringing it: ${underWay}. The order will be refused (release_in_use) until they have ended.`,
  ];
}

/** The id of the key that signed a manifest, from the header of its compact JWS; undefined if there is none. */
export function signerOf(manifestJws: string): string | undefined {
  const [head = ''] = manifestJws.split('.');
  const { kid } = jsonObjectIn(head) ?? {};
  return typeof kid === 'string' ? kid : undefined;
}
