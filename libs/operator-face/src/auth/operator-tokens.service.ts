import { randomBytes, randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import {
  excessOf,
  heldOf,
  isMisplaced,
  reaches,
  ROLES_OF_SCOPES,
  type Actor,
  type Asking,
  type Grant,
  type Principal,
  type Reach,
  type Role,
} from '@twinbank/access';
import { grantsOf, OperatorTokens, type OperatorToken, type TokenOwner, type User } from '@twinbank/database';
import { apiTokenHash, isApiToken, makeApiToken } from '@twinbank/keys';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { checkExcess } from './excess.js';
import { SignedTokens } from './signed-tokens.js';
import { isGoodToken, TokenRecords } from './token-records.js';

/** Format of the id of a token. */
const TOKEN_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 24 * 3600 * 1000;

/** The properties of a token to be made. */
export interface TokenOrder {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly project?: string | undefined;
  readonly days: number;
  /** The user to whom it is to belong; without one, whoever makes it. */
  readonly owner?: User | undefined;
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
      this.logger.warn({ err: error }, 'the last use of a token could not be stored'),
    );
  }

  /**
   * Makes a token for the sender of the request, with no more rights than the sender has.
   *
   * @throws Fault `forbidden`, `project_unknown`, `user_unknown`, `request_invalid` for a role that cannot be given for one project
   */
  async order(
    { name, roles, project, days, owner }: TokenOrder,
    { principal, reach }: Asking,
    by: Actor,
  ): Promise<IssuedToken> {
    const own = project ?? (reach !== 'everywhere' && reach.length === 1 ? reach[0] : undefined);
    if (own !== undefined && !reaches(reach, own)) throw faultOf('project_unknown');
    const grants = grantsOf({ roles, ...(own !== undefined && { project: own }) });
    const misplaced = grants.find(isMisplaced);
    if (misplaced)
      throw faultOf('request_invalid', `the role ${misplaced.role} cannot be given for one project`, {
        field: 'roles',
      });
    checkExcess(principal, grants);
    const belongsTo = ownerFor(owner, principal, grants);
    return this.issue({ name, roles, project: own, days }, by, belongsTo);
  }

  /** Makes a token and records who had it made. */
  async issue(
    { name, roles, project, days }: TokenOrder,
    by: Actor,
    owner?: Pick<TokenOwner, 'id' | 'name'>,
  ): Promise<IssuedToken> {
    const made = this.make(days * DAY_MS);
    await this.tokens.add({ ...made.draft, name, roles, owner, ...(project !== undefined && { project }) }, by);
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
    const { name, roles, project, owner } = await this.get(id, reach);
    if (owner !== undefined) checkOwn(owner, principal);
    checkExcess(principal, grantsOf({ roles, ...(project !== undefined && { project }) }));
    const { draft, issued } = this.make(days * DAY_MS);
    const endsAtMs = draft.createdAtMs + overlapSeconds * 1000;
    await this.tokens.rotate(
      { ...draft, name, roles, replaces: id, owner, ...(project !== undefined && { project }) },
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

  /** Those of the tokens that are valid now, as the database says, and what each allows. */
  async good(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Grant[]>> {
    const nowMs = this.clock.nowMs();
    const records = await this.tokens.find(ids);
    return new Map(
      records.filter((record) => isGoodToken(record, nowMs)).map((record) => [record.id, allowedBy(record)]),
    );
  }

  /** Reads the tokens of a user again: they, or their rights, have changed. */
  forgetOwner(userId: string): void {
    this.records.forgetOwner(userId);
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

  /**
   * Verifies a token of an earlier server. If it has an id, its row decides what it allows; otherwise its scopes do.
   */
  private async verifySigned(token: string, nowMs: number): Promise<Principal> {
    const { name, scopes, tokenId, expiresAtMs } = await this.signed.verify(token, nowMs);
    if (tokenId !== undefined) return { ...bearerOf(await this.records.byId(tokenId, nowMs), nowMs), expiresAtMs };
    return { name, expiresAtMs, grants: scopes.flatMap((scope) => ROLES_OF_SCOPES[scope]).map((role) => ({ role })) };
  }
}

/** What a token allows: no more than its owner may do now. */
const allowedBy = (record: OperatorToken): readonly Grant[] =>
  record.owner === undefined ? grantsOf(record) : heldOf(record.owner.grants, grantsOf(record));

/** @throws Fault `token_revoked`, `token_expired`, `user_disabled` */
function bearerOf(record: OperatorToken | undefined, nowMs: number): Principal {
  if (record === undefined || record.revokedAtMs !== undefined) throw faultOf('token_revoked');
  if (record.expiresAtMs <= nowMs) throw faultOf('token_expired');
  const { name, id: tokenId, owner, expiresAtMs } = record;
  if (owner?.disabled === true) throw faultOf('user_disabled');
  return {
    name,
    tokenId,
    expiresAtMs,
    grants: allowedBy(record),
    ...(owner && { userId: owner.id, owner: owner.name }),
  };
}

/**
 * The user to whom a new token belongs: a service account that was named, or whoever makes it.
 *
 * @throws Fault `forbidden`
 */
function ownerFor(
  user: User | undefined,
  principal: Principal,
  grants: readonly Grant[],
): Pick<TokenOwner, 'id' | 'name'> | undefined {
  const { userId, owner, name } = principal;
  if (user === undefined) return userId === undefined ? undefined : { id: userId, name: owner ?? name };
  checkOwn(user, principal);
  const excess = excessOf(user.grants, grants);
  if (excess) throw faultOf('forbidden', `${user.name} may not do that: ${excess.action}`, { action: excess.action });
  return user;
}

/** The token of a person is made by nobody else, because what is done with it looks like that person's doing. */
function checkOwn({ id, kind }: Pick<TokenOwner, 'id' | 'kind'>, { userId }: Principal): void {
  if (kind !== 'service' && id !== userId)
    throw faultOf('forbidden', 'the token of a person is made and rotated by that person');
}
