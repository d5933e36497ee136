import { randomBytes } from 'node:crypto';

import { Algorithm, hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

import { weaknessOf, type PasswordWeakness } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { PASSWORD_PLACES, PasswordPlaces } from './password-places.js';

/** Parameters of argon2id [OWASP Password Storage Cheat Sheet: 19 MiB, 2 passes, 1 lane]. */
export const ARGON2 = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

const WEAK: Readonly<Record<PasswordWeakness, string>> = {
  too_short: 'a password has at least 12 characters',
  too_long: 'a password has at most 256 characters',
  is_name: 'the password is hardly more than the name',
  common: 'the password is one of those that everybody tries first',
  repetitive: 'the password has fewer than 5 different characters',
};

/** Hashes and checks passwords, a few at a time. */
@Injectable()
export class Passwords {
  private readonly places = new PasswordPlaces(PASSWORD_PLACES);
  /** The hash of a password that nobody has: checked where there is no hash, so that it takes as long. */
  private decoy: Promise<string> | undefined;

  /**
   * The hash of a new password.
   *
   * @throws Fault `password_weak`, `overloaded`
   */
  hash(password: string, { name, network }: { readonly name: string; readonly network: string }): Promise<string> {
    const rule = weaknessOf(password, name);
    if (rule !== undefined) throw faultOf('password_weak', WEAK[rule], { rule });
    return this.places.run(network, () => hash(normal(password), ARGON2));
  }

  /**
   * Takes a place for work that checks passwords by the given function. Without a hash it checks against one of a
   * password that nobody has: the answer is no, and comes as late as another.
   *
   * @throws Fault `overloaded`
   */
  checking<T>(
    network: string,
    work: (isRight: (passwordHash: string | undefined, password: string) => Promise<boolean>) => Promise<T>,
  ): Promise<T> {
    return this.places.run(network, () =>
      work(async (passwordHash, password) => {
        const right = await verify(passwordHash ?? (await this.decoyHash()), normal(password));
        return right && passwordHash !== undefined;
      }),
    );
  }

  /**
   * A hash of the same password with today's parameters; undefined if the stored one has them already. Only who just
   * gave the right password can renew it. Call it within {@link checking}: it takes no place of its own.
   */
  async renewed(passwordHash: string, password: string): Promise<string | undefined> {
    return hasParameters(passwordHash) ? undefined : hash(normal(password), ARGON2);
  }

  private decoyHash(): Promise<string> {
    return (this.decoy ??= hash(randomBytes(32), ARGON2));
  }
}

/** Whether a hash in PHC form was made with today's parameters. */
function hasParameters(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = ARGON2;
  return passwordHash.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
}

/** The same password typed on another keyboard has the same bytes. */
const normal = (password: string): string => password.normalize('NFKC');
