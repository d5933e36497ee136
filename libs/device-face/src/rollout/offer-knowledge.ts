import type { Offer } from '@twinbank/rollout';

/**
 * How old what is known of an offer may be when its ticket goes out. A process may stand still between the two, for as long as its machine is suspended, and
 * others go on meanwhile: they stop the campaign, and take its tickets back. A ticket that came after that would be obeyed.
 */
const KNOWN_MS = 1000;
/** How old it may be when a ticket has waited for a broker outside, which takes so many at a time; and that is long enough for thousands. */
const WAITED_MS = 5000;
/** A database that takes longer than that to answer is not asked for ever: its offers are looked for again a moment later. */
const LOOKS_MAX = 3;

/** What is known of some offers. */
export interface KnownOffers {
  /** The transfers of those that are out; undefined where the database took too long to say. */
  readonly out: ReadonlySet<number> | undefined;
  /** Whether that may still be acted upon. */
  readonly holds: () => boolean;
}

/** Which offers are out, as it was read a moment ago: read again where that is too long ago. */
export class OfferKnowledge {
  /**
   * @param readAtMs before when the offers were read, by the monotonic clock
   * @param stillOut which of these transfers are out now
   */
  constructor(
    private readonly readAtMs: number,
    private readonly stillOut: (transfers: readonly number[]) => Promise<ReadonlySet<number>>,
    private readonly steadyMs: () => number = () => performance.now(),
  ) {}

  /** Which of these offers are known to be out. Without another look, all of them. */
  async ofThose(offers: readonly Pick<Offer, 'transfer'>[]): Promise<KnownOffers> {
    const transfers = offers.map(({ transfer }) => transfer);
    let { readAtMs } = this;
    let out: ReadonlySet<number> = new Set(transfers);
    for (let looks = 0; this.steadyMs() - readAtMs > KNOWN_MS; looks++) {
      if (looks === LOOKS_MAX) return { out: undefined, holds: () => false };
      readAtMs = this.steadyMs();
      out = await this.stillOut(transfers);
    }
    return { out, holds: () => this.steadyMs() - readAtMs <= WAITED_MS };
  }
}
