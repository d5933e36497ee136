import { randomBytes, randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import {
  excessOf,
  isMisplaced,
  reaches,
  ROLES_OF_SCOPES,
  type Actor,
  type Asking,
  type Principal,
  type Reach,
  type Role,
} from '@twinbank/access';
import { grantsOf, OperatorTokens, type OperatorToken, type Page, type PageRequest } from '@twinbank/database';
import { apiTokenHash, isApiToken, makeApiToken } from '@twinbank/keys';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { SignedTokens } from './signed-tokens.js';
import { TokenRecords } from './token-records.js';

/** Format of the id of a token. */
const TOKEN_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 24 * 3600 * 1000;

/** The properties of a token to be made. */
export interface TokenOrder {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly project?: string | undefined;
  readonly days: number;
}

/** A new token, with its id and its expiry. */
export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  readonly expiresAtMs: number;
}

/**
 * Makes, verifies, rotates and revokes operators' tokens. A token is a random text; the database stores its hash and
 * its roles. Tokens that earlier servers signed stay valid until they expire, unless a setting refuses them. Those of
 * the first servers have no id: they end when they expire, or all at once when the operator key is replaced.
 */
@Injectable()
export class OperatorTokensService {
  private readonly records: TokenRecords;

  constructor(
    private readonly tokens: OperatorTokens,
    private readonly bus: EventBus,
    private readonly signed: SignedTokens,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.records = new TokenRecords(tokens, (error) =>
      this.logger.warn({ err: error }, 'the use of a token could not be noted'),
    );
  }

  /**
   * Makes a token for the sender of the request, with no more rights than the sender has.
   *
   * @throws Fault `forbidden`, `project_unknown`, `request_invalid` for a role that cannot be given for one project
   */
  order({ name, roles, project, days }: TokenOrder, { principal, reach }: Asking, by: Actor): Promise<IssuedToken> {
    const own = project ?? (reach !== 'everywhere' && reach.length === 1 ? reach[0] : undefined);
    if (own !== undefined && !reaches(reach, own)) throw faultOf('project_unknown');
    const grants = grantsOf({ roles, ...(own !== undefined && { project: own }) });
    const misplaced = grants.find(isMisplaced);
    if (misplaced)
      throw faultOf('request_invalid', `the role ${misplaced.role} cannot be given for one project`, {
        field: 'roles',
      });
    this.checkExcess(principal, grants);
    return this.issue({ name, roles, project: own, days }, by);
  }

  /** Makes a token and records who had it made. */
  async issue({ name, roles, project, days }: TokenOrder, by: Actor): Promise<IssuedToken> {
    const made = this.make(days * DAY_MS);
    await this.tokens.add({ ...made.draft, name, roles, ...(project !== undefined && { project }) }, by);
    this.bus.recorded();
    return made.issued;
  }

  /**
   * Makes a token with the name, roles and project of another, and ends the other one after the overlap, so that its
   * user has time to change to the new one.
   *
   * @throws Fault `token_unknown`, `token_ended`, `forbidden`
   */
  async rotate(
    id: string,
    { days, overlapSeconds }: { readonly days: number; readonly overlapSeconds: number },
    { principal, reach, by }: Asking & { readonly by: Actor },
  ): Promise<IssuedToken> {
    const { name, roles, project } = await this.get(id, reach);
    this.checkExcess(principal, grantsOf({ roles, ...(project !== undefined && { project }) }));
    const { draft, issued } = this.make(days * DAY_MS);
    const endsAtMs = draft.createdAtMs + overlapSeconds * 1000;
    await this.tokens.rotate(
      { ...draft, name, roles, replaces: id, ...(project !== undefined && { project }) },
      endsAtMs,
      by,
    );
    this.records.forget(id);
    this.bus.recorded();
    return issued;
  }

  /**
   * The principal that the token belongs to.
   *
   * @throws Fault `token_missing`, `token_invalid`, `token_expired`, `token_revoked`, `token_outdated`
   */
  async verify(token: string): Promise<Principal> {
    const nowMs = this.clock.nowMs();
    if (!isApiToken(token)) return this.verifySigned(token, nowMs);
    const record = await this.records.byHash(apiTokenHash(token), nowMs);
    return bearerOf(record, nowMs);
  }

  /** Whether a token is valid and is stored by its hash, not signed by an earlier server. */
  async isLasting(token: string): Promise<boolean> {
    try {
      await this.verify(token);
      return isApiToken(token);
    } catch (error) {
      if (isFault(error) && error.code.startsWith('token_')) return false;
      throw error;
    }
  }

  /** The record of a token within the reach. @throws Fault `token_unknown` */
  async get(id: string, reach: Reach = 'everywhere'): Promise<OperatorToken> {
    const [record] = TOKEN_ID.test(id) ? await this.tokens.find([id]) : [];
    if (record === undefined || !reaches(reach, record.project)) throw faultOf('token_unknown');
    return record;
  }

  list(reach: Reach, page: PageRequest<number>): Promise<Page<OperatorToken, number>> {
    return this.tokens.list(reach, page);
  }

  /** Which of the tokens with these ids are valid now, as the database says. */
  async good(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const nowMs = this.clock.nowMs();
    const records = await this.tokens.find(ids);
    return new Set(
      records
        .filter(({ revokedAtMs, expiresAtMs }) => revokedAtMs === undefined && expiresAtMs > nowMs)
        .map(({ id }) => id),
    );
  }

  /**
   * Revokes a token: at this server at once, at other servers within a second. Returns whether the token was not
   * revoked before.
   *
   * @throws Fault `token_unknown`, `token_last_admin`
   */
  async revoke(
    id: string,
    { by, reach, evenLast }: { readonly by: Actor; readonly reach: Reach; readonly evenLast: boolean },
  ): Promise<{ readonly record: OperatorToken; readonly changed: boolean }> {
    await this.get(id, reach);
    const changed = await this.tokens.revoke({ id, atMs: this.clock.nowMs(), by, evenLast });
    if (changed) this.bus.recorded();
    this.records.forget(id);
    return { record: await this.get(id), changed };
  }

  private make(lifetimeMs: number): {
    draft: { id: string; hash: Uint8Array; createdAtMs: number; expiresAtMs: number };
    issued: IssuedToken;
  } {
    const createdAtMs = this.clock.nowMs();
    const expiresAtMs = createdAtMs + lifetimeMs;
    const id = randomUUID();
    const token = makeApiToken((length) => new Uint8Array(randomBytes(length)));
    return { draft: { id, hash: apiTokenHash(token), createdAtMs, expiresAtMs }, issued: { id, token, expiresAtMs } };
  }

  private checkExcess({ grants }: Principal, wanted: Parameters<typeof excessOf>[1]): void {
    const excess = excessOf(grants, wanted);
    if (!excess) return;
    const where = excess.project === undefined ? 'everywhere' : `in ${excess.project}`;
    throw faultOf('forbidden', `nobody gives away more than they have: ${excess.action} ${where}`, {
      action: excess.action,
    });
  }

  /**
   * Verifies a token of an earlier server. If it has an id, its row decides what it allows; otherwise its scopes do.
   */
  private async verifySigned(token: string, nowMs: number): Promise<Principal> {
    const { name, scopes, tokenId, expiresAtMs } = await this.signed.verify(token, nowMs);
    if (tokenId !== undefined) return { ...bearerOf(await this.records.byId(tokenId, nowMs), nowMs), expiresAtMs };
    return { name, expiresAtMs, grants: scopes.flatMap((scope) => ROLES_OF_SCOPES[scope]).map((role) => ({ role })) };
  }
}

/** @throws Fault `token_revoked`, `token_expired` */
function bearerOf(record: OperatorToken | undefined, nowMs: number): Principal {
  if (record === undefined || record.revokedAtMs !== undefined) throw faultOf('token_revoked');
  if (record.expiresAtMs <= nowMs) throw faultOf('token_expired');
  return { name: record.name, tokenId: record.id, grants: grantsOf(record), expiresAtMs: record.expiresAtMs };
}
