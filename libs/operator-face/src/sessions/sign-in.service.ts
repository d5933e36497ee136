import { createHash } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { judgeSignIn } from '@twinbank/access';
import { SignInFailures, Users, type FailureKeys, type User } from '@twinbank/database';
import { CLOCK, LOGGER } from '@twinbank/ports';
import { addressKey, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { Passwords } from '../people/passwords.js';

/** What somebody says of themselves, and from which address. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
  readonly address: string;
}

/** Finds out who somebody is by name and password, without telling a wrong name from a wrong password. */
@Injectable()
export class SignInService {
  constructor(
    private readonly users: Users,
    private readonly failures: SignInFailures,
    private readonly passwords: Passwords,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * The user with this name and password.
   *
   * @param concerns told the user whose name it is, before the password is looked at: for the audit log
   * @throws Fault `wrong_credentials`, `identity_locked`, `user_disabled`, `overloaded`
   */
  check({ name, password, address }: Credentials, concerns: (user: User) => void): Promise<User> {
    const network = addressKey(address);
    return this.passwords.checking(network, async (isRight) => {
      const nowMs = this.clock.nowMs();
      const attempt = { keys: keysOf(name, network), name, network, nowMs };
      const user = await this.users.find(name);
      if (user !== undefined) concerns(user);
      let wasFirstOfPair = false;
      const verdict = await this.failures.count(attempt, (history) => {
        const judged = judgeSignIn(history, nowMs);
        wasFirstOfPair = judged.allowed && judged.counted.address !== history.address;
        return judged;
      });
      if (!verdict.allowed)
        throw faultOf('identity_locked', LOCKED[verdict.by], { by: verdict.by, retryAfterMs: verdict.waitMs });
      if (!(await isRight(user?.passwordHash, password)) || user === undefined) throw faultOf('wrong_credentials');
      await this.failures.succeeded(attempt, wasFirstOfPair);
      if (user.disabledAtMs !== undefined) throw faultOf('user_disabled');
      await this.renewHash(user, password);
      return user;
    });
  }

  /** Hashes the password anew if its hash has parameters of an earlier server. Signing in does not fail for it. */
  private async renewHash({ id, name, passwordHash = '' }: User, password: string): Promise<void> {
    try {
      const renewed = await this.passwords.renewed(passwordHash, password);
      if (renewed === undefined) return;
      await this.users.renewHash(id, passwordHash, renewed);
      this.logger.info({ user: name }, 'the hash of a password was renewed');
    } catch (error) {
      this.logger.warn({ err: error, user: name }, 'the hash of a password could not be renewed');
    }
  }
}

const LOCKED = {
  pair: 'signing in with this name from this address has failed too often',
  name: 'signing in with this name has failed too often',
  address: 'signing in from this address has failed with too many names',
} as const;

function keysOf(name: string, network: string): FailureKeys {
  const own = name.normalize('NFKC').toLowerCase();
  const key = (...parts: readonly string[]): string =>
    createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
  return { pair: key('pair', own, network), name: key('name', own), address: key('address', network) };
}
