import type { Logger } from 'pino';

import type { KeyRecord } from '@twinbank/database';
import { compareRing, fingerprintsOf, nameOfRing, type KeyRing } from '@twinbank/keys';

interface Binding {
  readonly keyRing: KeyRing;
  readonly record: Pick<KeyRecord, 'agree'>;
  /** Name of the recorded ring that this one is to replace, if an operator says so. */
  readonly replaces?: string | undefined;
  readonly logger: Logger;
}

/**
 * Binds key ring and database to each other. An empty database records the first ring that it is used with. From
 * then on another ring is refused, because it could neither talk to any device nor read any image. An epoch may be
 * added; none may be missing.
 *
 * @throws Error if the ring is not the database's, with the remedy
 */
export async function bindKeyRing({ keyRing, record, replaces, logger }: Binding): Promise<void> {
  const own = fingerprintsOf(keyRing);
  await record.agree((recorded) => {
    const { missing, different, fresh } = compareRing(own, recorded);
    if (missing.length === 0 && different.length === 0) {
      if (fresh.length > 0)
        logger.info({ keys: fresh.map(({ name }) => name) }, 'the database is bound to these keys from now on');
      // Meant, where only teams sign; otherwise nobody would notice before the next upload.
      if (recorded.some(({ name }) => !own.some((key) => key.name === name)))
        logger.warn(
          'the key ring lacks the manifest key with which the database was used: this server signs no release',
        );
      return { add: fresh, replace: false };
    }
    const name = nameOfRing(recorded);
    if (replaces !== name) throw new Error(explanation(name, missing, different));
    logger.warn(
      { replaces: name, keys: [...missing, ...different] },
      'the key ring was replaced on purpose: what depended on the old keys is lost',
    );
    return { add: own, replace: true };
  });
}

function explanation(ring: string, missing: readonly string[], different: readonly string[]): string {
  const what = [
    ...(different.length > 0 ? [`other keys than the database was used with: ${different.join(', ')}`] : []),
    ...(missing.length > 0 ? [`no ${missing.join(', ')}, which the database was used with`] : []),
  ].join('; and ');
  return `the key ring has ${what}. Give this server the ring that the others have, or bring it back from your backup: devices can be reached and images read with no other one. To start with new keys and give those up, set KEY_RING_REPLACES=${ring} (docs/keys.md)`;
}
