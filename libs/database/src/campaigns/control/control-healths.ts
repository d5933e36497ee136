import { comparedOf, CONTROL_MOST, type Campaign, type Compared, type JobState } from '@twinbank/campaign';
import type { DeviceHealth } from '@twinbank/protocol';

import type { Session } from '../../connection/session.js';
import { textOf } from '../job-states.js';

/** So many updated devices are looked at: more say hardly more. */
export const TREATED_MOST = 2000;

/** States of jobs whose devices may run the release, those first that surely came to run it. */
const TREATED_STATES: readonly JobState[] = ['succeeded', 'soaking', 'running', 'failed'];

/** So many jobs of each state are looked at to find those devices: most of those that failed may run what they ran before. */
const LOOKED_AT_MOST = 2 * TREATED_MOST;

/**
 * $1 campaign, $2 its waves so far, $3 how many. What devices told of the release that they run, also those that failed with it.
 * By the index over wave and state, each state by itself: otherwise those that failed to download it would take all the places.
 */
const TREATED = `
  SELECT h.health FROM (${TREATED_STATES.map(
    (state) =>
      `(SELECT device_id FROM jobs WHERE campaign_id = $1 AND wave = ANY ($2::int[]) AND state = ${textOf(state)} LIMIT ${LOOKED_AT_MOST})`,
  ).join(' UNION ALL ')}) AS t
  JOIN devices d ON d.id = t.device_id JOIN device_health h ON h.device_id = t.device_id
  WHERE (d.running_digest, h.digest) = (SELECT r.code_digest, r.code_digest FROM campaigns c JOIN releases r ON r.id = c.release_id WHERE c.id = $1)
  LIMIT $3`;

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
    // Devices that a wave names are never held back, so they are no fair sample of those that could have been.
    const waves = config.waves.flatMap(({ filter }, wave) =>
      filter === undefined && wave <= currentWave ? [wave] : [],
    );
    const [treated, held] = [
      await this.session.query<HealthRow>({ name: 'control_treated', text: TREATED }, [id, waves, TREATED_MOST]),
      await this.session.query<HealthRow>({ name: 'control_held', text: CONTROL }, [id, CONTROL_MOST]),
    ];
    return comparedOf(control, { treated: treated.map(healthOf), control: held.map(healthOf) });
  }
}

const healthOf = ({ health }: HealthRow): DeviceHealth => health;
