import { Inject, Injectable } from '@nestjs/common';

import type { Actor, Principal } from '@twinbank/access';
import { Users } from '@twinbank/database';
import { apiTokenHash, isSecret, PASSWORD_SECRET_PREFIX } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import { addressKey, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { SignInService } from '../sessions/sign-in.service.js';
import { Passwords } from './passwords.js';

/** Sets passwords of people by themselves: with the old one, or with a secret that an administrator handed over. */
@Injectable()
export class OwnPasswords {
  constructor(
    private readonly users: Users,
    private readonly passwords: Passwords,
    private readonly signIn: SignInService,
    private readonly sessions: BrowserSessionsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Changes the password of the sender, whose session goes on while their others end. A wrong old password counts like a
   * failed sign-in, so a stolen session is of no use for guessing.
   *
   * @throws Fault `session_missing`, `wrong_credentials`, `identity_locked`, `password_weak`
   */
  async change(
    { old, password }: { readonly old: string; readonly password: string },
    { name, userId, sessionId }: Principal,
    { by, address }: { readonly by: Actor; readonly address: string },
  ): Promise<void> {
    if (sessionId === undefined || userId === undefined) throw faultOf('session_missing');
    const user = await this.signIn.check({ name, password: old, address }, () => undefined);
    const passwordHash = await this.passwords.hash(password, { name, network: addressKey(address) });
    await this.users.setPassword(user, { passwordHash, except: sessionId }, { by, nowMs: this.clock.nowMs() });
    this.sessions.userChanged(user.id);
  }

  /**
   * Sets the password of whoever the secret was made for, once. Returns their name.
   *
   * @throws Fault `password_secret_invalid`, `user_disabled`, `password_weak`
   */
  async set(
    { secret, password }: { readonly secret: string; readonly password: string },
    { address, requestId }: { readonly address: string; readonly requestId: string },
  ): Promise<string> {
    const nowMs = this.clock.nowMs();
    const hash = apiTokenHash(secret);
    const user = isSecret(PASSWORD_SECRET_PREFIX, secret) ? await this.users.bySetup(hash, nowMs) : undefined;
    if (user === undefined) throw faultOf('password_secret_invalid');
    if (user.disabledAtMs !== undefined) throw faultOf('user_disabled');
    const passwordHash = await this.passwords.hash(password, { name: user.name, network: addressKey(address) });
    const by = { kind: 'operator' as const, name: user.name, address, requestId };
    await this.users.setPassword(user, { passwordHash, onlyBy: hash }, { by, nowMs });
    this.sessions.userChanged(user.id);
    return user.name;
  }
}
