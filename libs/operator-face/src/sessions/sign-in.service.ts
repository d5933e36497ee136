import { createHash } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { judgeSignIn } from '@twinbank/access';
import { SignInFailures, Users, type FailureKeys, type User } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
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
      return user;
    });
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
