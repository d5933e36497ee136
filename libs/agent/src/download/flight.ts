/** A block on its way. */
export interface Traveller {
  readonly block: number;
  /** Number of the want that asked for it. */
  readonly want: number;
  readonly askedUs: number;
  /** How many blocks were on their way when it was asked for, itself included. */
  readonly onTheWay: number;
  /** Whether it was asked for before. Then its answer may belong to either want. */
  readonly again: boolean;
  /** How many higher blocks of its own want came before it. */
  ownPassed: number;
  /** How many later wants had a higher block come before it, and the last such want. */
  wantsPassed: number;
  passedBy: number;
}

/**
 * A block is lost once so many higher blocks of its own want came before it: the server answers a want in rising order,
 * and lines at most exchange neighbours.
 */
const OWN_BLOCKS = 3;
/**
 * It is also lost once higher blocks of so many later wants came: one later want may have gone to another, faster
 * server.
 */
const LATER_WANTS = 2;

/** The blocks on their way, in the order of their requests. At most as many as the credit, so the list is short. */
export class Flight {
  private travellers: Traveller[] = [];

  get size(): number {
    return this.travellers.length;
  }

  /** The block that was asked for last. */
  get newest(): Traveller | undefined {
    return this.travellers.at(-1);
  }

  /** When the block that waits longest was asked for; Infinity if none is on its way. */
  get oldestUs(): number {
    return this.travellers[0]?.askedUs ?? Infinity;
  }

  /** A block was asked for. */
  depart({ block, want, askedUs, again }: Pick<Traveller, 'block' | 'want' | 'askedUs' | 'again'>): void {
    // Written out, because this runs for every block: spreading an object costs ten times as much.
    this.travellers.push({
      block,
      want,
      askedUs,
      onTheWay: this.travellers.length + 1,
      again,
      ownPassed: 0,
      wantsPassed: 0,
      passedBy: 0,
    });
  }

  /** Removes a block; undefined if it was not on its way. */
  remove(block: number): Traveller | undefined {
    const { travellers } = this;
    // Nearly always, blocks come in the order of their requests.
    if (travellers[0]?.block === block) return travellers.shift();
    const at = travellers.findIndex((traveller) => traveller.block === block);
    return at < 0 ? undefined : travellers.splice(at, 1)[0];
  }

  /** Removes all blocks and returns them. */
  clear(): number[] {
    const blocks = this.travellers.map(({ block }) => block);
    this.travellers = [];
    return blocks;
  }

  /** Removes the blocks of the oldest want after this one. */
  removeWantAfter(want: number): { readonly want: number; readonly blocks: number[] } | undefined {
    const first = this.travellers.find((traveller) => traveller.want > want);
    if (!first) return undefined;
    const blocks = this.travellers.filter((each) => each.want === first.want).map(({ block }) => block);
    this.travellers = this.travellers.filter((each) => each.want !== first.want);
    return { want: first.want, blocks };
  }

  /** Removes and returns the blocks that are certainly lost, because this one came before them. */
  passedBy({ block, want, again }: Traveller): number[] {
    if (again) return [];
    const lost: number[] = [];
    for (const behind of this.travellers) {
      if (behind.block > block || behind.want > want) continue;
      if (behind.want === want) behind.ownPassed++;
      else if (behind.passedBy !== want) {
        behind.passedBy = want;
        behind.wantsPassed++;
      }
      if (behind.ownPassed >= OWN_BLOCKS || behind.wantsPassed >= LATER_WANTS) lost.push(behind.block);
    }
    if (lost.length > 0) this.travellers = this.travellers.filter((each) => !lost.includes(each.block));
    return lost;
  }
}
