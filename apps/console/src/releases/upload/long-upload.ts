/** Where an upload stands: how much of it the server has, and the release that it became. */
export interface Stand {
  readonly id: string;
  readonly offset: number;
  /** The version of the release, once it is one. */
  readonly release?: string | undefined;
}

/** Bytes that go out. */
export interface Outgoing<Result> {
  readonly done: Promise<Result>;
  /** Ends it; `done` is rejected. */
  abort(): void;
}

/** What is asked of the server, and of time. Each question rejects with what the server refuses, or with that it cannot be reached. */
export interface UploadWay<Result> {
  begin(): Promise<Stand>;
  stand(id: string): Promise<Stand>;
  /** The release that an upload has become, whose answer was lost. */
  became(version: string): Promise<Result>;
  remove(id: string): Promise<void>;
  /** Sends all that follows the offset. @param onSent is told how many bytes went out */
  rest(stand: Stand, onSent: (bytes: number) => void): Outgoing<Result>;
  sleep(ms: number): Promise<void>;
  /** Whether an error says nothing of what is uploaded: the connection was lost, or the server is away for a moment. */
  isPassing(error: unknown): boolean;
}

/** How an upload goes, as somebody who waits for it sees it. */
export interface Going {
  /** Bytes that went out, or that the server has. */
  readonly sent: number;
  readonly state: 'sending' | 'waiting' | 'paused';
}

/** Waits between tries that bring nothing on, in milliseconds; after the last, the upload is lost. */
const WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 15_000, 15_000];

/** Somebody ended the upload; what was sent is removed. */
export class UploadCancelled extends Error {
  override readonly name = 'UploadCancelled';
}

/** An upload in several requests: it goes on behind what the server has where the connection was lost, and where somebody had it pause. */
export class LongUpload<Result> {
  /** What became of it. */
  readonly done: Promise<Result>;
  private going: Going = { sent: 0, state: 'sending' };
  private outgoing: Outgoing<Result> | undefined;
  private paused: { readonly over: Promise<void>; readonly resume: () => void } | undefined;
  /** Whether what goes out was ended by a pause, which may be over already. */
  private wasPaused = false;
  private cancelled = false;
  private id: string | undefined;

  constructor(
    private readonly way: UploadWay<Result>,
    private readonly onGoing: (going: Going) => void,
  ) {
    this.done = this.untilDone().catch(async (error: unknown) => {
      if (!this.cancelled) throw error;
      if (this.id !== undefined) await way.remove(this.id).catch(() => undefined);
      throw new UploadCancelled('the upload was cancelled');
    });
  }

  /** Sends nothing more until {@link resume}. */
  pause(): void {
    if (this.paused || this.cancelled) return;
    let resume = (): void => undefined;
    const over = new Promise<void>((resolve) => (resume = resolve));
    this.paused = { over, resume };
    this.wasPaused = this.outgoing !== undefined;
    this.tell({ state: 'paused' });
    this.outgoing?.abort();
  }

  resume(): void {
    const { paused } = this;
    this.paused = undefined;
    paused?.resume();
  }

  /** Ends it, and has the server remove what it has. */
  cancel(): void {
    this.cancelled = true;
    this.resume();
    this.outgoing?.abort();
  }

  private async untilDone(): Promise<Result> {
    let stand = await this.patiently(() => this.way.begin());
    this.id = stand.id;
    for (let failed = 0; ;) {
      this.throwIfCancelled();
      await this.paused?.over;
      this.throwIfCancelled();
      if (stand.release !== undefined) {
        const { release } = stand;
        return this.patiently(() => this.way.became(release));
      }
      try {
        return await this.sendRest(stand);
      } catch (error) {
        this.throwIfCancelled();
        const before = stand;
        if (!this.wasPaused) {
          if (!this.way.isPassing(error) || failed >= WAITS_MS.length) throw error;
          await this.wait(WAITS_MS[failed]!);
        }
        this.wasPaused = false;
        await this.paused?.over;
        this.throwIfCancelled();
        stand = await this.patiently(() => this.way.stand(before.id));
        failed = stand.offset > before.offset ? 0 : failed + 1;
      }
    }
  }

  private sendRest(stand: Stand): Promise<Result> {
    this.tell({ sent: stand.offset, state: 'sending' });
    this.outgoing = this.way.rest(stand, (bytes) => this.tell({ sent: stand.offset + bytes }));
    return this.outgoing.done.finally(() => (this.outgoing = undefined));
  }

  private async patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    for (let failed = 0; ; failed += 1) {
      try {
        return await ask();
      } catch (error) {
        this.throwIfCancelled();
        if (!this.way.isPassing(error) || failed >= WAITS_MS.length) throw error;
        await this.wait(WAITS_MS[failed]!);
      }
    }
  }

  private async wait(ms: number): Promise<void> {
    if (!this.paused) this.tell({ state: 'waiting' });
    await this.way.sleep(ms);
    this.throwIfCancelled();
  }

  private throwIfCancelled(): void {
    if (this.cancelled) throw new UploadCancelled('the upload was cancelled');
  }

  private tell(change: Partial<Going>): void {
    this.going = { ...this.going, ...change };
    this.onGoing(this.going);
  }
}
