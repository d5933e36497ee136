import type { components } from '@twinbank/client';

/**
 * How a key that signed a release stands today. By the newest key set: `named` by it, `ended` if that set has ended, `revoked` if the set does not name
 * it. Of a product without key sets: `named` by its policy, or `unnamed`, which says nothing of releases that it has signed.
 */
export type SignerStanding = 'named' | 'ended' | 'revoked' | 'unnamed';

/** A key that signed a release. */
export interface Signer {
  readonly kid: string;
  /** What the team, or this server, calls it. */
  readonly name: string | undefined;
  readonly standing: SignerStanding;
  /** Whether devices get its signature; the others are checked by the server alone. */
  readonly isDevices: boolean;
}

type KeySet = Pick<components['schemas']['KeySetAnswer'], 'version' | 'expires' | 'keys'>;

/** By what signers are judged. */
export interface Judging {
  /** The newest key set of the product; undefined if it has none. */
  readonly newest: KeySet | undefined;
  /** Ids of the keys that its policy names. */
  readonly policy: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/**
 * The keys that signed a release, that of the devices' signature first.
 *
 * @param kids as the release has them; of one that the server signed, its key alone
 */
export const signersOf = (kids: readonly string[], judging: Judging): readonly Signer[] =>
  kids.map((kid, index) => ({
    ...{ kid, name: judging.names.get(kid), isDevices: index === 0 },
    standing: standingOf(kid, judging),
  }));

function standingOf(kid: string, { newest, policy, nowMs }: Judging): SignerStanding {
  if (newest === undefined) return policy.includes(kid) ? 'named' : 'unnamed';
  const isNamed = newest.keys.some((key) => key.kid === kid && key.uses.includes('manifest'));
  if (!isNamed) return 'revoked';
  return Date.parse(newest.expires) <= nowMs ? 'ended' : 'named';
}

/** A standing in a word or two. */
export const SIGNER_WORDS: Readonly<Record<SignerStanding, string>> = {
  named: 'valid',
  ended: 'expired',
  revoked: 'revoked',
  unnamed: 'not named today',
};

/** What a standing means. @param set version of the newest key set; undefined if the product has none */
export function signerText(standing: SignerStanding, set: number | undefined): string {
  if (set === undefined)
    return standing === 'named'
      ? 'The product names it for releases.'
      : 'The product does not name it for releases today, such as the server’s own key. That is about later releases.';
  const texts: Readonly<Record<Exclude<SignerStanding, 'unnamed'>, string>> = {
    named: `Key set ${set}, the newest, names it for releases.`,
    ended: `Key set ${set} names it, and has ended: devices with a clock take that set no more. Make and store a newer one.`,
    revoked: `Key set ${set}, the newest, does not name it for releases any more.`,
  };
  return standing === 'unnamed' ? '' : texts[standing];
}
