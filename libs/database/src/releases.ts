import { isDeepStrictEqual } from 'node:util';

import { reaches, type Command } from '@twinbank/access';
import type { SigningPolicy } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

import { keepSbom, type ReleaseSbom, type SbomDraft } from './blobs/release-sbom.js';
import { dropBlob, INTEND, isNamed, LEFT, takeBlob, type DroppedFrom, type DropTerms } from './blobs/intended-blobs.js';
import { appendEvents } from './events.js';
import type { Release as ReleaseRow } from './generated/client.js';
import type { Page, PageRequest } from './page.js';
import { signingOf } from './product-changes.js';
import { requireWithinQuotas } from './projects/quotas.js';
import { changeRelease, withdrawRelease, type ReleaseChange, type ReleaseState } from './release-changes.js';
import { isPgError, PG_CODES, type Query, type Session } from './connection/session.js';
import { pageOf, storable, timeOf } from './sql.js';
import { leaveUpload } from './uploads/leave-upload.js';

/** A release as stored: the signed manifest, what is needed to encrypt its blocks, and where its bytes are. */
export interface Release {
  readonly id: number;
  readonly product: string;
  readonly version: string;
  /** Security counter. */
  readonly counter: number;
  readonly state: ReleaseState;
  readonly manifestJws: string;
  /** SHA-256 (hex) of the manifest's JWS, by which tickets name the release. */
  readonly manifestDigest: string;
  /** The ids of all keys that have signed its package, the first of them that of {@link manifestJws}; none if the server signed, or it is from before this was kept. */
  readonly signedBy?: readonly string[];
  /** 32 random bytes that are an input of every device's image key. */
  readonly releaseSalt: Uint8Array;
  readonly blockSize: number;
  readonly streamLength: number;
  /** SHA-256 (hex) and length of the code section, as banks report them. */
  readonly codeDigest: string;
  readonly codeLength: number;
  /** Hardware revisions that may install it. */
  readonly hardware: readonly string[];
  readonly blobKey: string;
  /** The blob of what is known of its program, to compare later releases with; undefined if nothing was kept. */
  readonly factsKey?: string;
  /** How many bytes of its project's quota that takes; undefined for releases created before this was recorded, too. */
  readonly factsBytes?: number;
  /** What is told of its SBOM, and the blob in which that lies; undefined if there is none. */
  readonly sbom?: ReleaseSbom;
  readonly sbomKey?: string;
  /** The file as it was uploaded, before padding; undefined for releases created before this was recorded. */
  readonly file?: { readonly length: number; readonly sha256: string };
  /** Findings of the inspection, which did not refuse it. */
  readonly findings?: readonly ReleaseFinding[];
  /** What operators wrote down about it. */
  readonly notes?: string;
  readonly labels: readonly string[];
  readonly createdAtMs: number;
  /** Goes up with every change of what is not in the manifest. */
  readonly rowVersion: number;
}

/** A stable code, and what exactly was found. */
export interface ReleaseFinding {
  readonly code: string;
  readonly detail: string;
}

export type ReleaseDraft = Omit<
  Release,
  'id' | 'state' | 'createdAtMs' | 'notes' | 'labels' | 'rowVersion' | 'sbom' | 'sbomKey'
> & {
  /** The policy by which its signatures were checked. */
  readonly signing: SigningPolicy;
  /** The upload that becomes this release, if it came in several requests. */
  readonly upload?: string | undefined;
};

const CREATE = `
  INSERT INTO releases (product, version, counter, manifest_jws, manifest_digest, release_salt, block_size, stream_length, code_digest, code_length, hardware, blob_key, file_length, file_digest, findings, facts_key, facts_bytes, signed_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text::jsonb, $16, $17, $18)`;

const HIGHEST_COUNTER = `
  SELECT max(r.counter) AS counter FROM releases r
  WHERE r.product = $1
    AND (r.state = 'available' OR EXISTS (SELECT 1 FROM campaigns c WHERE c.release_id = r.id AND c.started_at IS NOT NULL))`;

/** Releases: written once; later they are only withdrawn, and what operators write down about them changes. */
export class Releases {
  constructor(private readonly session: Session) {}

  /**
   * Records a blob before it is stored for a release, so that it can be found and removed if the release is never
   * created. {@link create} removes this record in the transaction that names the blob. A key comes again where the
   * same stream is uploaded again: then there is one record for all of these uploads, and it is as good as new.
   */
  async intendBlob(key: string, nowMs: number): Promise<void> {
    await this.session.query({ text: INTEND }, [key, timeOf(nowMs)]);
    this.session.wrote(1);
  }

  /** Keys of blobs that were given up, or recorded until then and not yet taken by a release; those after a key, in their order. */
  async leftBlobs(untilMs: number, limit: number, after = ''): Promise<readonly string[]> {
    const rows = await this.session.query<{ key: string }>({ text: LEFT }, [timeOf(untilMs), after, limit]);
    return rows.map(({ key }) => key);
  }

  /** Removes a recorded blob, unless a release names it: {@link dropBlob}. */
  dropBlob(key: string, blobs: DroppedFrom, terms: DropTerms): Promise<boolean> {
    return dropBlob(this.session, key, { blobs, ...terms });
  }

  /** Whether a release names a blob. */
  async namesBlob(key: string): Promise<boolean> {
    return isNamed(this.session.query, key);
  }

  /**
   * Creates a release, and records it.
   *
   * @throws Fault `release_exists`, `product_unknown`, `hardware_unknown`, `counter_too_low` if its security counter is below {@link
   * highestCounter}; `quota_exceeded` if its project has no room for it; `conflict` if its blob was given up meanwhile,
   * or somebody changed who may sign; `upload_unknown` if its upload was given up meanwhile
   *
   * @param isStored whether the blob is there; asked while the blob's record is held, so that it stays so
   */
  async create(
    draft: ReleaseDraft,
    { by, nowMs }: Command,
    isStored: (key: string) => Promise<boolean>,
  ): Promise<Release> {
    const { product, version, counter, codeDigest } = draft;
    try {
      await this.session.transaction(async (query) => {
        // Uploads for one product run one after the other, so that none is checked against a counter that increases
        // meanwhile.
        const [locked] = await query<{ project: string; hardware: string[]; signing: unknown }>(
          { text: 'SELECT project, hardware, signing FROM products WHERE name = $1 FOR NO KEY UPDATE' },
          [storable(product)],
        );
        if (!locked || !reaches(this.session.reach, locked.project))
          throw faultOf('product_unknown', `no product is called ${product}`);
        const gone = draft.hardware.find((revision) => !locked.hardware.includes(revision));
        if (gone !== undefined) throw faultOf('hardware_unknown', `${product} has no hardware revision ${gone}`);
        if (!isDeepStrictEqual(signingOf(locked.signing), draft.signing))
          throw faultOf('conflict', `who may sign releases of ${product} was changed meanwhile; upload it again`);
        const floor = await highestCounterOf(query, product);
        if (floor !== undefined && counter < floor)
          throw faultOf('counter_too_low', `the counter is ${counter}; ${product} is at ${floor} already`, {
            counter: floor,
          });
        await query({ text: CREATE }, valuesOf(draft));
        // Before the quota is looked at: what the upload has announced is now the release.
        if (draft.upload !== undefined) await leaveUpload(query, { id: draft.upload, version, nowMs });
        await requireWithinQuotas(query, locked.project, {
          devices: 0,
          storageBytes: draft.streamLength + (draft.factsBytes ?? 0),
        });
        for (const key of blobsOf(draft)) await takeBlob(query, key, isStored);
        const { signedBy } = draft;
        const data = { product, version, counter, sha256: codeDigest, ...(signedBy && { signedBy: [...signedBy] }) };
        const change = {
          object: `products/${product}/releases/${version}`,
          after: { ...data, hardware: draft.hardware },
        };
        await appendEvents(query, [{ atMs: nowMs, kind: 'release_created', actor: by, data, change }]);
      });
      this.session.wrote(2);
    } catch (error) {
      if (isPgError(error, PG_CODES.uniqueViolation))
        throw faultOf('release_exists', `${product} has a release ${version} already`);
      throw error;
    }
    return this.get(product, version);
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

  /** The versions of releases by their ids, in one statement. */
  async versionsOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.session.prisma.release.findMany({
      where: { id: { in: [...new Set(ids)] } },
      select: { id: true, version: true },
    });
    return new Map(rows.map(({ id, version }) => [id, version]));
  }

  /** Ids of all releases of a product, withdrawn ones too. */
  async ids(product: string): Promise<readonly number[]> {
    return (
      await this.session.prisma.release.findMany({
        where: { productName: storable(product) },
        select: { id: true },
        orderBy: { id: 'asc' },
      })
    ).map(({ id }) => id);
  }

  /** The releases of a product that were not withdrawn. */
  async available(product: string): Promise<readonly Pick<Release, 'id' | 'version'>[]> {
    return this.session.prisma.release.findMany({
      where: { productName: storable(product), state: 'available' },
      select: { id: true, version: true },
      orderBy: { id: 'asc' },
    });
  }

  /** Newest first. */
  async list(
    filter: { readonly product?: string | undefined },
    page: PageRequest<number>,
  ): Promise<Page<Release, number>> {
    const rows = await this.session.prisma.release.findMany({
      where: {
        ...(filter.product !== undefined && { productName: storable(filter.product) }),
        ...(page.after !== undefined && { id: { lt: page.after } }),
      },
      orderBy: { id: 'desc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(releaseOf), page.limit, ({ id }) => id);
  }

  /**
   * The highest security counter among the product's releases; undefined if it has none. A release that was
   * withdrawn before any campaign used it is on no device, so its counter does not count.
   */
  async highestCounter(product: string): Promise<number | undefined> {
    return highestCounterOf(this.session.query, product);
  }

  /**
   * Changes notes and labels, and records it; what is so already changes nothing.
   *
   * @throws Fault `release_unknown`, `precondition_failed`
   */
  async change(product: string, version: string, change: ReleaseChange, command: Command): Promise<Release> {
    await this.get(product, version);
    await changeRelease(this.session, { product, version }, change, command);
    return this.get(product, version);
  }

  /** Keeps the SBOM of a release, and records it: {@link keepSbom}. */
  async keepSbom(
    named: { readonly product: string; readonly version: string },
    draft: SbomDraft,
    command: Command & { readonly isStored: (key: string) => Promise<boolean> },
  ): Promise<void> {
    await this.get(named.product, named.version);
    await keepSbom(this.session, named, draft, command);
  }

  /**
   * Withdraws it, and records it; repeating it changes nothing.
   *
   * @throws Fault `release_unknown`, `release_in_use` while an active campaign uses it, `precondition_failed`
   */
  async withdraw(product: string, version: string, command: Command): Promise<Release> {
    await this.get(product, version);
    await withdrawRelease(this.session, { product, version }, command);
    return this.get(product, version);
  }
}

/** The keys of the blobs that a release names. */
const blobsOf = ({ blobKey, factsKey }: Pick<Release, 'blobKey' | 'factsKey'>): readonly string[] =>
  factsKey === undefined ? [blobKey] : [blobKey, factsKey];

async function highestCounterOf(query: Query, product: string): Promise<number | undefined> {
  const [row] = await query<{ counter: string | null }>({ text: HIGHEST_COUNTER }, [storable(product)]);
  const counter = row?.counter ?? undefined;
  return counter === undefined ? undefined : Number(counter);
}

/** The parameters of {@link CREATE}, in its order. */
function valuesOf(draft: ReleaseDraft): unknown[] {
  const {
    product,
    version,
    counter,
    manifestJws,
    manifestDigest,
    releaseSalt,
    blockSize,
    streamLength,
    codeDigest,
    codeLength,
    hardware,
    blobKey,
    file,
    findings,
    factsKey,
    factsBytes,
    signedBy = [],
  } = draft;
  const salt = Buffer.from(releaseSalt);
  const found = findings === undefined ? null : JSON.stringify(findings);
  const image = [
    blockSize,
    streamLength,
    codeDigest,
    codeLength,
    [...hardware],
    blobKey,
    file?.length ?? null,
    file?.sha256 ?? null,
    found,
    factsKey ?? null,
    factsBytes ?? null,
    [...signedBy],
  ];
  return [product, version, counter, manifestJws, manifestDigest, salt, ...image];
}

export const releaseOf = ({
  productName,
  counter,
  createdAt,
  fileLength,
  fileDigest,
  findings,
  factsKey,
  factsBytes,
  sbom,
  sbomKey,
  sbomBytes: _sbomBytes,
  notes,
  versionKey: _versionKey,
  ...row
}: ReleaseRow): Release => ({
  ...row,
  product: productName,
  state: row.state as ReleaseState,
  counter: Number(counter),
  ...(fileLength !== null && fileDigest !== null && { file: { length: fileLength, sha256: fileDigest } }),
  ...(findings !== null && { findings: findings as unknown as ReleaseFinding[] }),
  ...(factsKey !== null && { factsKey }),
  ...(factsBytes !== null && { factsBytes }),
  ...(sbom !== null && { sbom: sbom as unknown as ReleaseSbom }),
  ...(sbomKey !== null && { sbomKey }),
  ...(notes !== null && { notes }),
  createdAtMs: createdAt.getTime(),
});
