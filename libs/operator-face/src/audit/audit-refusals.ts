import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Command } from '@twinbank/access';
import { RefusalTally, type Refusal } from '@twinbank/audit';
import { AuditLog } from '@twinbank/database';
import { reasonOf, refusalOf } from '@twinbank/http';
import { blotTokens } from '@twinbank/keys';
import { CLOCK, LOGGER } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';

import { actorOf } from '../auth/by.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import { API_PREFIX } from '../http/api-prefix.js';

/** How often refusals are written to the audit log: a server that is killed loses no more than this. */
const EVERY_MS = 500;
/**
 * Longest segment of a path, and longest path, in characters. Names have at most 64; anything longer may be a secret in
 * the wrong place.
 */
const SEGMENT_MAX = 64;
const PATH_MAX = 200;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);
const NOT_ADMITTED = new Set([401, 403]);

/** Lines of one request that were refused with the same code. */
export interface RefusedLines {
  readonly count: number;
  /** Ids that the first of them named. */
  readonly ids: readonly string[];
}

/**
 * Writes refused requests to the audit log: every attempt to change something, and every attempt to read without the
 * right to.
 */
@Injectable()
export class AuditRefusals implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly tally = new RefusalTally(performance.now());
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.flush(), EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /**
   * Takes note of an answered request if it was refused. A 5xx answer is not a refusal, because the request was not at
   * fault.
   */
  note(request: OperatorRequest, status: number): void {
    const attempt = READING.has(request.method) ? NOT_ADMITTED.has(status) : status >= 400 && status < 500;
    if (!attempt) return;
    const object = request.concerns ?? objectOf(request.url);
    this.tell(request, { object, code: refusalOf(request) ?? `http_${status}` });
  }

  /** Takes note of one thing that was refused within a request about many, which itself was not. */
  noteItem(request: OperatorRequest, refused: Pick<Refusal, 'object' | 'code'>): void {
    this.tell(request, refused);
  }

  private tell(request: OperatorRequest, refused: Pick<Refusal, 'object' | 'code'>): void {
    const { url } = request.routeOptions;
    this.tally.note({
      ...refused,
      atMs: this.clock.nowMs(),
      actor: whoOf(request),
      action: `${request.method} ${url === undefined ? '*' : below(url)}`.slice(0, PATH_MAX),
      reason: readable(() => reasonOf(request.headers)),
    });
  }

  /** Takes note of lines of a request that were refused while others of it were taken, by their code. */
  noteLines({ by, nowMs }: Command, action: string, refused: ReadonlyMap<string, RefusedLines>): void {
    if (by.kind === 'system') return;
    const object = action.split(' ').at(-1)!;
    for (const [code, { count, ids }] of refused)
      this.tally.note({
        atMs: nowMs,
        actor: by,
        action,
        object,
        code,
        count,
        ...(ids.length > 0 && { after: { ids } }),
      });
  }

  /** Writes the refusals collected so far. */
  flush(): Promise<void> {
    return (this.writing = this.writing.then(async () => {
      const drafts = this.tally.take(performance.now());
      await this.log.append(drafts).catch((error: unknown) => {
        this.logger.error(
          { err: error, refusals: drafts.length },
          'what was refused could not be written to the audit log',
        );
      });
    }));
  }
}

function whoOf({ principal, ip, id }: OperatorRequest): Refusal['actor'] {
  if (principal === undefined) return { kind: 'stranger', name: 'stranger', address: ip, requestId: id };
  return actorOf({ principal, ip, id, headers: {} });
}

/** The result of reading part of a request; undefined if reading raises a fault. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

const below = (path: string): string => path.replace(new RegExp(`^/${API_PREFIX}/`), '') || '/';

/** The path of a request without its query and without tokens; long segments are shortened. */
function objectOf(url: string): string {
  const [path = ''] = url.split('?');
  const segments = below(blotTokens(path)).split('/');
  return segments
    .map((segment) => (segment.length > SEGMENT_MAX ? `${segment.slice(0, SEGMENT_MAX)}…` : segment))
    .join('/')
    .slice(0, PATH_MAX);
}
