import { CONTROL_MOST, valuesOf, type Campaign, type Compared } from '@twinbank/campaign';
import type { DeviceHealth } from '@twinbank/protocol';

import type { Session } from '../../connection/session.js';

/** So many updated devices are looked at: more say hardly more. */
export const TREATED_MOST = 2000;

/**
 * $1 campaign, $2 its waves so far, $3 how many. What devices told of the release that they run, also those that failed with it.
 * By the index over wave and state, whatever waits behind them.
 */
const TREATED = `
  SELECT h.health FROM (
    SELECT j.device_id, r.code_digest FROM jobs j JOIN campaigns c ON c.id = j.campaign_id JOIN releases r ON r.id = c.release_id
    WHERE j.campaign_id = $1 AND j.wave = ANY ($2::int[]) AND j.state IN ('running', 'soaking', 'succeeded', 'failed') LIMIT $3
  ) AS t JOIN devices d ON d.id = t.device_id JOIN device_health h ON h.device_id = t.device_id
  WHERE d.running_digest = t.code_digest AND h.digest = t.code_digest`;

/** $1 campaign, $2 how many. What devices that are held back told of what they ran then, and run still. */
const CONTROL = `
  SELECT h.health FROM jobs j JOIN devices d ON d.id = j.device_id JOIN device_health h ON h.device_id = j.device_id
  WHERE j.campaign_id = $1 AND j.fault = 'control_group' AND d.running_digest = j.previous_digest AND h.digest = j.previous_digest LIMIT $2`;

interface HealthRow {
  readonly health: DeviceHealth;
}

/** How the devices of campaigns fare beside those that are held back. */
export class ControlHealths {
  constructor(private readonly session: Session) {}

  /** The values of both groups, by what the rules of the campaign compare. Costs the same for any number of devices. */
  async compare({ id, config, currentWave }: Pick<Campaign, 'id' | 'config' | 'currentWave'>): Promise<Compared> {
    const { control } = config;
    if (control === undefined) return { treated: {}, control: {} };
    const waves = Array.from({ length: currentWave + 1 }, (_, wave) => wave);
    const [treated, held] = [
      await this.session.query<HealthRow>({ name: 'control_treated', text: TREATED }, [id, waves, TREATED_MOST]),
      await this.session.query<HealthRow>({ name: 'control_held', text: CONTROL }, [id, CONTROL_MOST]),
    ];
    return { treated: valuesOf(control, treated.map(healthOf)), control: valuesOf(control, held.map(healthOf)) };
  }
}

const healthOf = ({ health }: HealthRow): DeviceHealth => health;
