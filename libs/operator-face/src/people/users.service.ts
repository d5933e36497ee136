import { randomBytes, randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { isMisplaced, type Actor, type Grant, type Principal } from '@twinbank/access';
import { Users, type PasswordSetup, type User } from '@twinbank/database';
import { apiTokenHash, makeSecret, PASSWORD_SECRET_PREFIX } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import { addressKey, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { checkExcess } from '../auth/excess.js';
import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { Passwords } from './passwords.js';
import type { UserChangeRequest, UserRequest } from './user.dto.js';

/** How long a password can be set with the secret that was handed out for it. */
export const SECRET_HOURS = 24;

/** Who orders something about a user, and at which revisions of it only. */
export interface Ordering {
  readonly principal: Principal;
  readonly by: Actor;
  readonly onlyAt?: readonly string[] | undefined;
}

/** A user, and the secret with which a password can be set. */
export interface UserWithSecret {
  readonly user: User;
  readonly secret?: string;
}

/** Makes and changes people and service accounts. What changes holds here at once, at other servers within a second. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly tokens: OperatorTokensService,
    private readonly sessions: BrowserSessionsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Makes a user with no more rights than the sender has.
   *
   * @throws Fault `user_exists`, `forbidden`, `project_unknown`, `password_weak`, `user_of_service`
   */
  async create(order: UserRequest, { principal, by }: Ordering): Promise<UserWithSecret> {
    const { name, kind, displayName = '', email, password } = order;
    const grants = this.checked(order.grants, principal);
    if (kind === 'service' && password !== undefined) throw faultOf('user_of_service');
    const network = by.kind === 'system' ? by.name : addressKey(by.address);
    const passwordHash = password === undefined ? undefined : await this.passwords.hash(password, { name, network });
    const made = kind === 'person' && passwordHash === undefined ? this.setup() : undefined;
    const draft = { id: randomUUID(), kind, name, displayName, email, grants, passwordHash, setup: made?.setup };
    const user = await this.users.add(draft, { by, nowMs: this.clock.nowMs() });
    this.tell(user);
    return { user, ...(made && { secret: made.secret }) };
  }

  /** @throws Fault `user_unknown` */
  get(name: string): Promise<User> {
    return this.users.get(name);
  }

  /** @throws Fault `user_unknown`, `forbidden`, `project_unknown`, `precondition_failed` */
  async change(
    name: string,
    { displayName, email, grants: wanted }: UserChangeRequest,
    ordering: Ordering,
  ): Promise<User> {
    const grants = wanted && this.checked(wanted, ordering.principal);
    return this.changed(
      name,
      (now) => {
        checkExcess(ordering.principal, now.grants);
        return { displayName, email, grants };
      },
      ordering,
    );
  }

  /** Gives or takes one role. @throws Fault `user_unknown`, `forbidden`, `project_unknown`, `precondition_failed` */
  async changeGrant(
    name: string,
    { grant, given }: { readonly grant: Grant; readonly given: boolean },
    ordering: Ordering,
  ): Promise<User> {
    const [wanted] = this.checked([grant], ordering.principal);
    return this.changed(
      name,
      ({ grants }) => {
        const others = grants.filter(({ role, project }) => role !== wanted!.role || project !== wanted!.project);
        const had = others.length < grants.length;
        // A role that a group gives already is given by hand, too, and so stays when the group gives it no longer.
        if (had && given) return { given: wanted! };
        return had === given ? {} : { grants: given ? [...others, wanted!] : others };
      },
      ordering,
    );
  }

  /** Disables or enables a user. @throws Fault `user_unknown`, `forbidden`, `precondition_failed` */
  async setDisabled(name: string, disabled: boolean, { principal, by, onlyAt }: Ordering): Promise<User> {
    const user = await this.within(name, principal);
    if (await this.users.setDisabled(user, disabled, { by, nowMs: this.clock.nowMs(), onlyAt })) this.tell(user);
    return this.users.get(name);
  }

  /**
   * Takes a person's password away and gives a secret with which they set a new one; ends their sessions.
   *
   * @throws Fault `user_unknown`, `forbidden`, `user_of_service`, `user_of_issuer`, `precondition_failed`
   */
  async resetPassword(
    name: string,
    { principal, by, onlyAt }: Ordering,
  ): Promise<{ readonly secret: string; readonly expiresAtMs: number }> {
    const user = await this.within(name, principal);
    if (user.kind === 'service') throw faultOf('user_of_service');
    if (user.external !== undefined) throw faultOf('user_of_issuer');
    const { secret, setup } = this.setup();
    await this.users.setPassword(user, { setup }, { by, nowMs: this.clock.nowMs(), onlyAt });
    this.tell(user);
    return { secret, expiresAtMs: setup.expiresAtMs };
  }

  /** Deletes a user for good. @throws Fault `user_unknown`, `forbidden`, `precondition_failed` */
  async remove(name: string, { principal, by, onlyAt }: Ordering): Promise<User> {
    const user = await this.within(name, principal);
    await this.users.remove(user, { by, nowMs: this.clock.nowMs(), onlyAt });
    this.tell(user);
    return user;
  }

  /** A user who may do no more than the sender: nobody gets at the rights of others by resetting a password. */
  private async within(name: string, principal: Principal): Promise<User> {
    const user = await this.users.get(name);
    checkExcess(principal, user.grants);
    return user;
  }

  private checked(wanted: readonly Grant[], principal: Principal): readonly Grant[] {
    const grants = wanted.map(({ role, project }) => ({ role, ...(project !== undefined && { project }) }));
    const misplaced = grants.find(isMisplaced);
    if (misplaced)
      throw faultOf('request_invalid', `the role ${misplaced.role} cannot be given for one project`, {
        field: 'grants',
      });
    checkExcess(principal, grants);
    return [...new Map(grants.map((grant) => [JSON.stringify(grant), grant])).values()];
  }

  private async changed(name: string, decide: Parameters<Users['change']>[1], { by, onlyAt }: Ordering): Promise<User> {
    const user = await this.users.get(name);
    const now = await this.users.change(user, decide, { by, nowMs: this.clock.nowMs(), onlyAt });
    if (now.version !== user.version) this.tell(user);
    return now;
  }

  /** What was believed of the user is read again. */
  private tell({ id }: User): void {
    this.tokens.forgetOwner(id);
    this.sessions.userChanged(id);
  }

  private setup(): { readonly secret: string; readonly setup: PasswordSetup } {
    const secret = makeSecret(PASSWORD_SECRET_PREFIX, (length) => new Uint8Array(randomBytes(length)));
    const expiresAtMs = this.clock.nowMs() + SECRET_HOURS * 3600_000;
    return { secret, setup: { hash: apiTokenHash(secret), expiresAtMs } };
  }
}
