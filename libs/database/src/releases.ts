import { faultOf } from '@twinbank/protocol';

import { Prisma, type Release as ReleaseRow } from './generated/client.js';
import type { Page, PageRequest } from './page.js';
import type { Session } from './session.js';
import { pageOf, storable } from './sql.js';

export type ReleaseState = 'available' | 'withdrawn';

/** A release as stored: the signed manifest, what is needed to encrypt its blocks, and where its bytes are. */
export interface Release {
  readonly id: number;
  readonly product: string;
  readonly version: string;
  /** Security counter. */
  readonly counter: number;
  readonly state: ReleaseState;
  readonly manifestJws: string;
  /** SHA-256 (hex) of the manifest's JWS: what tickets name. */
  readonly manifestDigest: string;
  /** 32 random bytes that go into every device's image key. */
  readonly releaseSalt: Uint8Array;
  readonly blockSize: number;
  readonly streamLength: number;
  /** SHA-256 (hex) and length of the code section: what banks report. */
  readonly codeDigest: string;
  readonly codeLength: number;
  /** Hardware revisions that may take it. */
  readonly hardware: readonly string[];
  readonly blobKey: string;
  readonly createdAtMs: number;
}

export type ReleaseDraft = Omit<Release, 'id' | 'state' | 'createdAtMs'>;

/** Campaigns in these states are bringing their release to devices. */
const UNDER_WAY = ['running', 'paused', 'stopping'];

/** Releases: written once, never changed but for being withdrawn. */
export class Releases {
  constructor(private readonly session: Session) {}

  /** @throws Fault `release_exists`, `product_unknown` */
  async create(draft: ReleaseDraft): Promise<Release> {
    const { product, counter, hardware, releaseSalt, ...rest } = draft;
    try {
      const row = await this.session.prisma.release.create({
        data: { ...rest, productName: product, counter: BigInt(counter), hardware: [...hardware], releaseSalt: Uint8Array.from(releaseSalt) },
      });
      this.session.wrote(1);
      return releaseOf(row);
    } catch (error) {
      if (hasPrismaCode(error, 'P2002')) throw faultOf('release_exists', `${product} has a release ${draft.version} already`);
      if (hasPrismaCode(error, 'P2003')) throw faultOf('product_unknown', `no product is called ${product}`);
      throw error;
    }
  }

  async find(product: string, version: string): Promise<Release | undefined> {
    const where = { productName_version: { productName: storable(product), version: storable(version) } };
    const row = await this.session.prisma.release.findUnique({ where });
    return row ? releaseOf(row) : undefined;
  }

  /** @throws Fault `release_unknown` */
  async get(product: string, version: string): Promise<Release> {
    const release = await this.find(product, version);
    if (!release) throw faultOf('release_unknown', `${product} has no release ${version}`);
    return release;
  }

  async byId(id: number): Promise<Release | undefined> {
    const row = await this.session.prisma.release.findUnique({ where: { id } });
    return row ? releaseOf(row) : undefined;
  }

  /** Newest first. */
  async list(filter: { readonly product?: string | undefined }, page: PageRequest<number>): Promise<Page<Release, number>> {
    const rows = await this.session.prisma.release.findMany({
      where: { ...(filter.product !== undefined && { productName: storable(filter.product) }), ...(page.after !== undefined && { id: { lt: page.after } }) },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(releaseOf), page.limit, ({ id }) => id);
  }

  /** The highest security counter among the product's releases; undefined where it has none. */
  async highestCounter(product: string): Promise<number | undefined> {
    const { _max } = await this.session.prisma.release.aggregate({ where: { productName: storable(product) }, _max: { counter: true } });
    return _max.counter === null ? undefined : Number(_max.counter);
  }

  /**
   * Withdraws it; once more changes nothing.
   *
   * @throws Fault `release_unknown`, `release_in_use` while a campaign that is under way brings it
   */
  async withdraw(product: string, version: string): Promise<Release> {
    await this.session.transaction(async (query) => {
      // The lock makes a campaign that is being started with this release wait, or this wait for it.
      const [release] = await query<{ id: number; state: ReleaseState }>(
        { text: 'SELECT id, state FROM releases WHERE product = $1 AND version = $2 FOR UPDATE' },
        [storable(product), storable(version)],
      );
      if (!release) throw faultOf('release_unknown', `${product} has no release ${version}`);
      if (release.state === 'withdrawn') return;
      const [campaign] = await query<{ id: number }>({ text: 'SELECT id FROM campaigns WHERE release_id = $1 AND state = ANY($2) LIMIT 1' }, [release.id, UNDER_WAY]);
      if (campaign) throw faultOf('release_in_use', `campaign ${campaign.id} is bringing it to devices`);
      await query({ text: `UPDATE releases SET state = 'withdrawn' WHERE id = $1` }, [release.id]);
      this.session.wrote(1);
    });
    return this.get(product, version);
  }
}

const hasPrismaCode = (error: unknown, code: string): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;

const releaseOf = ({ productName, counter, createdAt, ...row }: ReleaseRow): Release => ({
  ...row,
  product: productName,
  state: row.state as ReleaseState,
  counter: Number(counter),
  createdAtMs: createdAt.getTime(),
});
