import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { connectionSettings, PATIENCE, sessionSettings } from './patience.js';

/**
 * How a server holds its devices: `alone`, if they connect to its embedded broker, or `together` with other
 * servers, if all of them use an external broker.
 */
export type DeviceShare = 'alone' | 'together';

/** What a claim needs. */
export interface ClaimOptions {
  readonly connection: pg.ClientConfig;
  readonly share: DeviceShare;
  /** How long to wait for a server that just ended or was killed; 10 s by default. */
  readonly waitMs?: number;
  /** The claim was lost with its connection, and another server got it before it could be renewed. */
  readonly onLost: (error: Error) => void;
}

/** A server's claim on the devices of a database. */
export interface DeviceClaim {
  release(): Promise<void>;
}

/** An advisory lock of PostgreSQL, one for each database; an arbitrary number. */
const LOCK = 0x7477_6264;
const TRY = { alone: 'pg_try_advisory_lock', together: 'pg_try_advisory_lock_shared' } as const;
const WAIT_MS = 10_000;
const RETRY_MS = 250;

const HOLDERS = `
  SELECT coalesce(host(a.client_addr), 'this machine') AS address, a.backend_start AS since
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.objid::bigint = $1 AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ORDER BY a.backend_start LIMIT 1`;

/**
 * Claims the devices of a database. The claim is a lock held by a separate connection. It ends with the process,
 * however that ends, so that another server can start at once; and a server that stands still keeps it, so that no
 * other takes its place unnoticed.
 *
 * @throws Error if another server holds them, with what to do
 */
export async function claimDevices(options: ClaimOptions): Promise<DeviceClaim> {
  const keeper = new ClaimKeeper(options);
  await keeper.take(performance.now() + (options.waitMs ?? WAIT_MS));
  return keeper;
}

class ClaimKeeper implements DeviceClaim {
  private client: pg.Client | undefined;
  private released = false;
  private readonly waits = new AbortController();

  constructor(private readonly options: ClaimOptions) {}

  async release(): Promise<void> {
    this.released = true;
    this.waits.abort();
    await this.drop();
  }

  async take(untilMs: number): Promise<void> {
    const client = await this.connect();
    try {
      while (!(await this.locked(client))) {
        if (this.released) return;
        if (performance.now() >= untilMs) throw await this.refusal(client);
        await this.pause();
      }
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      ...this.options.connection,
      ...connectionSettings(PATIENCE),
      application_name: 'twinbank claim',
    });
    client.on('error', () => undefined); // The end follows.
    client.on('end', () => void this.lost(client));
    await client.connect();
    this.client = client;
    await client.query(sessionSettings(PATIENCE));
    return client;
  }

  private async locked(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ locked: boolean }>(`SELECT ${TRY[this.options.share]}($1) AS locked`, [LOCK]);
    return rows[0]!.locked;
  }

  private async refusal(client: pg.Client): Promise<ClaimRefused> {
    const { rows } = await client.query<{ address: string; since: Date }>(HOLDERS, [LOCK]);
    const who = rows[0] ? ` (from ${rows[0].address}, since ${rows[0].since.toISOString()})` : '';
    const why =
      this.options.share === 'alone'
        ? `another server uses this database${who}, and this one has its broker inside: devices of one would be unknown to the other`
        : `another server with its broker inside uses this database${who}: its devices cannot be reached from here`;
    return new ClaimRefused(
      `${why}. Stop that server, or give all servers one broker outside (MQTT_URL, docs/brokers.md)`,
    );
  }

  /** The connection broke: the database was restarted, or the network failed. */
  private async lost(client: pg.Client): Promise<void> {
    if (this.released || client !== this.client) return;
    this.client = undefined;
    while (!this.released) {
      try {
        return await this.take(0);
      } catch (error) {
        if (error instanceof ClaimRefused) return this.options.onLost(error);
      }
      await this.pause();
    }
  }

  private pause(): Promise<void> {
    return sleep(RETRY_MS, undefined, { signal: this.waits.signal }).catch(() => undefined);
  }

  private async drop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}

/** Another server holds the devices. Any other error says nothing about that, and the database is asked again. */
class ClaimRefused extends Error {
  override readonly name = 'ClaimRefused';
}
