/** A block on its way. */
export interface Traveller {
  readonly block: number;
  /** Number of the want that asked for it. */
  readonly want: number;
  readonly askedUs: number;
  /** Blocks on their way when it was asked for, itself included. */
  readonly onTheWay: number;
  /** Whether it was asked for before: then nobody knows which want its answer belongs to. */
  readonly again: boolean;
  /** Higher blocks of its own want that came before it. */
  ownPassed: number;
  /** Later wants of which a higher block came before it, and the last of them. */
  wantsPassed: number;
  passedBy: number;
}

/** A block is lost once so many higher blocks of its own want came first: a want is answered rising, and lines swap neighbours at most. */
const OWN_BLOCKS = 3;
/** Or higher blocks of so many later wants: one may have gone to another server, which was faster. */
const LATER_WANTS = 2;

/** The blocks on their way, in the order in which they were asked for. As many as the credit, so a short list. */
export class Flight {
  private travellers: Traveller[] = [];

  get size(): number {
    return this.travellers.length;
  }

  /** The one that was asked for last. */
  get newest(): Traveller | undefined {
    return this.travellers.at(-1);
  }

  /** When the one was asked for that waits longest; Infinity where none is on its way. */
  get oldestUs(): number {
    return this.travellers[0]?.askedUs ?? Infinity;
  }

  /** A block was asked for. */
  depart({ block, want, askedUs, again }: Pick<Traveller, 'block' | 'want' | 'askedUs' | 'again'>): void {
    // Written out, as this runs for every block: spreading an object costs ten times as much.
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

  /** Takes a block out; undefined where it was not on its way. */
  remove(block: number): Traveller | undefined {
    const { travellers } = this;
    // Blocks come in the order in which they were asked for, nearly always.
    if (travellers[0]?.block === block) return travellers.shift();
    const at = travellers.findIndex((traveller) => traveller.block === block);
    return at < 0 ? undefined : travellers.splice(at, 1)[0];
  }

  /** Takes out all. */
  clear(): number[] {
    const blocks = this.travellers.map(({ block }) => block);
    this.travellers = [];
    return blocks;
  }

  /** Takes out the blocks of the oldest want after this one. */
  removeWantAfter(want: number): { readonly want: number; readonly blocks: number[] } | undefined {
    const first = this.travellers.find((traveller) => traveller.want > want);
    if (!first) return undefined;
    const blocks = this.travellers.filter((each) => each.want === first.want).map(({ block }) => block);
    this.travellers = this.travellers.filter((each) => each.want !== first.want);
    return { want: first.want, blocks };
  }

  /** Takes out, and returns, what is lost for sure now that this one came. */
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
