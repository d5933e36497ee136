import { createHash } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';

import { answerOf, RestError, ServerUnreachable, type components, type RestClient } from '@twinbank/client';

import type { Progress } from '../output/progress.js';
import { isBrokenAnswer } from '../shell/broken-answer.js';
import type { Shell } from '../shell/shell.js';
import { headersOf, type OrderOptions } from './order-options.js';
import { streamOf, type ReleaseForm, type UploadBody } from './release-upload.js';

type ReleaseDetail = components['schemas']['ReleaseDetail'];
type UploadAnswer = components['schemas']['UploadAnswer'];

/** From so many bytes on, an upload is one that can be resumed: for a shorter one, asking costs more than sending it again. */
const RESUMED_FROM = 512 * 1024;
/** Waits between tries that bring nothing on; after the last, the upload is left where it stands. */
const WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];
/** An upload may expire, or be given up elsewhere, while it is under way; it is begun anew once. */
const BEGUN_MAX = 2;
/**
 * Refusals that say nothing of what is uploaded. Behind the first, a proxy answers for a server that is away. With `internal` the server
 * failed for a reason of its own, such as a full disk or a database that restarts: what it has stored of the upload stays. A defect that
 * shows each time is told after the last wait.
 */
const PASSING: readonly string[] = [
  ...['http_502', 'http_503', 'http_504', 'overloaded', 'rate_limited', 'internal'],
  ...['upload_offset_mismatched', 'upload_taken_over', 'upload_incomplete', 'request_timeout'],
];
const PARTIAL = 'application/partial-upload';

/** What is sent, where to, and who is told how far it is. */
export interface Sending {
  readonly product: string;
  readonly upload: UploadBody;
  readonly options: OrderOptions;
  readonly progress: Progress;
}

/**
 * Sends an upload. A long one goes on by itself where its connection was cut, and where an earlier command with the same file and options left it: the
 * server knows it by its digest.
 *
 * @throws RestError with what the server refuses; ServerUnreachable if it is away for longer than a minute
 */
export async function sendRelease(shell: Shell, client: RestClient, sending: Sending): Promise<ReleaseDetail> {
  if (sending.upload.bytes.length < RESUMED_FROM) return inOneRequest(client, sending);
  return new ResumedUpload(shell, client, sending).send();
}

async function inOneRequest(
  client: RestClient,
  { product, upload, options, progress }: Sending,
): Promise<ReleaseDetail> {
  const call = client.POST('/api/v1/products/{product}/releases', {
    params: { path: { product }, header: headersOf(options) },
    body: {} as ReleaseForm,
    bodySerializer: () => streamOf(upload.bytes, (sent) => progress.to(sent)),
    headers: { 'content-type': upload.contentType },
    duplex: 'half',
  });
  return (await answerOf(call)) as ReleaseDetail;
}

/** One upload that can be resumed, until it is a release. */
class ResumedUpload {
  private readonly sha256: Buffer;
  private begun = 0;

  constructor(
    private readonly shell: Shell,
    private readonly client: RestClient,
    private readonly sending: Sending,
  ) {
    this.sha256 = createHash('sha256').update(sending.upload.bytes).digest();
  }

  async send(): Promise<ReleaseDetail> {
    let stand = await this.patiently(async () => (await this.left()) ?? this.begin());
    for (let failed = 0; ;) {
      if (stand.complete) return this.became(stand.release!);
      try {
        return await this.rest(stand);
      } catch (error) {
        this.throwUnlessPassing(error, stand, failed);
        await this.wait(WAITS_MS[failed]!, error);
        const before: UploadAnswer = stand;
        stand = await this.patiently(() => this.standOf(before));
        failed = stand.offset > before.offset || stand.id !== before.id ? 0 : failed + 1;
      }
    }
  }

  /** What an earlier command left of the same. */
  private async left(): Promise<UploadAnswer | undefined> {
    const { product, upload } = this.sending;
    const { items } = await answerOf(
      this.client.GET('/api/v1/products/{product}/uploads', { params: { path: { product } } }),
    );
    const found = items.find(
      ({ complete, sha256, contentType }) =>
        !complete && sha256 === this.sha256.toString('hex') && contentType === upload.contentType,
    );
    if (found && found.offset > 0)
      this.shell.note(`Going on behind ${found.offset} of ${found.length} bytes, which the server has already.`);
    return found;
  }

  private async begin(): Promise<UploadAnswer> {
    const { product, upload, options } = this.sending;
    this.begun += 1;
    const call = this.client.POST('/api/v1/products/{product}/releases', {
      params: { path: { product }, header: headersOf(options) },
      body: {} as ReleaseForm,
      bodySerializer: () => undefined,
      headers: {
        ...{
          'content-type': upload.contentType,
          'upload-complete': '?0',
          'upload-length': String(upload.bytes.length),
        },
        'repr-digest': `sha-256=:${this.sha256.toString('base64')}:`,
      },
    });
    return (await answerOf(call)) as UploadAnswer;
  }

  /** Sends all that the server does not have. */
  private async rest({ id, offset }: UploadAnswer): Promise<ReleaseDetail> {
    const { product, upload, options, progress } = this.sending;
    progress.to(offset);
    const call = this.client.PATCH('/api/v1/products/{product}/uploads/{upload}', {
      params: {
        path: { product, upload: id },
        header: { ...headersOf(options), 'Upload-Offset': offset, 'Upload-Complete': '?1' },
      },
      body: new Blob([]),
      bodySerializer: () => streamOf(upload.bytes.subarray(offset), (sent) => progress.to(offset + sent)),
      headers: { 'content-type': PARTIAL },
      duplex: 'half',
    });
    return answerOf(call) as Promise<ReleaseDetail>;
  }

  /** Where it stands; anew if it is gone. */
  private async standOf({ id }: UploadAnswer): Promise<UploadAnswer> {
    const { product } = this.sending;
    try {
      const path = { product, upload: id };
      return await answerOf(this.client.GET('/api/v1/products/{product}/uploads/{upload}', { params: { path } }));
    } catch (error) {
      if (!(error instanceof RestError) || error.code !== 'upload_unknown' || this.begun >= BEGUN_MAX) throw error;
      return this.begin();
    }
  }

  private async became(version: string): Promise<ReleaseDetail> {
    const path = { product: this.sending.product, version };
    return this.patiently(() =>
      answerOf(this.client.GET('/api/v1/products/{product}/releases/{version}', { params: { path } })),
    );
  }

  /** Asks until there is an answer: nothing that is asked so makes anything twice that would be missed. */
  private async patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let failed = 0; ; failed += 1) {
      try {
        return await ask();
      } catch (error) {
        if (this.shell.io.signal.aborted || !isPassing(error) || failed >= WAITS_MS.length) throw error;
        await this.wait(WAITS_MS[failed]!, error);
      }
    }
  }

  private throwUnlessPassing(error: unknown, { expires }: UploadAnswer, failed: number): void {
    const isGone = error instanceof RestError && error.code === 'upload_unknown';
    const isLeft = isPassing(error) || this.shell.io.signal.aborted;
    if (isLeft && (this.shell.io.signal.aborted || failed >= WAITS_MS.length))
      this.shell.note(`What the server has of it stays until ${expires}: the same command goes on there.`);
    if (this.shell.io.signal.aborted || failed >= WAITS_MS.length || !(isPassing(error) || isGone)) throw error;
  }

  private async wait(ms: number, error: unknown): Promise<void> {
    const { signal, sleep = (forMs: number) => sleepFor(forMs, undefined, { signal }) } = this.shell.io;
    const after = error instanceof RestError ? error.problem?.facts?.['retryAfterMs'] : undefined;
    await sleep(typeof after === 'number' ? Math.max(ms, after) : ms, signal);
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ServerUnreachable ||
  isBrokenAnswer(error) ||
  (error instanceof RestError && PASSING.includes(error.code));
