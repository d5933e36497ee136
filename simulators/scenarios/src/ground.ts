import { randomBytes } from 'node:crypto';

import type { Scratch } from '@twinbank/fleet';
import pg from 'pg';

/** What a server of a scenario uses: its own embedded database and broker, or those named by the environment. */
export interface Ground {
  readonly name: string;
  /**
   * Settings for every server of one scenario, with a database and a share of the broker that no other scenario
   * uses.
   */
  settings(scratch: Scratch): Promise<Record<string, string>>;
}

const DATABASE = process.env['TEST_DATABASE_URL'];
const BROKER = process.env['TEST_MQTT_URL'];

/** True if both a PostgreSQL and an external broker are available, so that several servers can share the work. */
export const sharedGround = DATABASE !== undefined && BROKER !== undefined;

/** The database and broker of this run. */
export const ground: Ground = {
  name: [
    DATABASE === undefined ? 'embedded database' : 'PostgreSQL',
    BROKER === undefined ? 'embedded broker' : 'broker outside',
  ].join(', '),
  async settings(scratch) {
    const mark = randomBytes(6).toString('hex');
    return {
      ...(DATABASE !== undefined && {
        DATABASE_URL: await ownDatabase(DATABASE, `twinbank_scenario_${mark}`, scratch),
      }),
      ...(BROKER !== undefined && { MQTT_URL: BROKER, MQTT_SHARE_GROUP: `scenario-${mark}` }),
    };
  },
};

/** Creates a database that is dropped at the end. */
async function ownDatabase(url: string, name: string, scratch: Scratch): Promise<string> {
  await administer(url, `CREATE DATABASE ${name}`);
  scratch.defer(() => administer(url, `DROP DATABASE ${name} WITH (FORCE)`));
  const own = new URL(url);
  own.pathname = `/${name}`;
  return own.href;
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
