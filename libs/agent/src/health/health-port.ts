import type { DeviceHealth } from '@twinbank/protocol';

/** The image that runs, as far as the agent can tell. */
export type RunningImage = Pick<DeviceHealth, 'digest' | 'version'>;

/** What the application counts. */
export type HealthCounts = Omit<DeviceHealth, 'digest' | 'version'>;

/** Where the agent gets the health of the device from, and how often it tells it. */
export interface HealthPort {
  /**
   * What was counted since this image began to run. The agent names the image, so that the application can begin to
   * count anew when it is another one. Called between updates only; it must return at once.
   */
  readonly counts: (image: RunningImage) => HealthCounts;
  /** The agent looks this often whether there is something to tell. Default: a minute; at least 10 s. */
  readonly minMs?: number;
  /** What has not changed is told again after this time. Default: an hour. */
  readonly maxMs?: number;
}

/** How often the agent looks whether health has changed. */
export const DEFAULT_HEALTH_MIN_MS = 60_000;

/** How often the agent tells health that has not changed. */
export const DEFAULT_HEALTH_MAX_MS = 3_600_000;
