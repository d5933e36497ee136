import { DEFAULT_RULES, type ImageId, type Job, type OpenJob } from '@twinbank/campaign';
import type { DeviceStatus, Report } from '@twinbank/protocol';

import { aStatus } from './campaign-specimens.js';

/** A report without its sequence number, which the device adds. */
export type Said = Report extends infer One ? (One extends Report ? Omit<One, 'seq'> : never) : never;

export const OLD_IMAGE = { version: '1.0.0', digest: 'a'.repeat(64) };
export const NEW_IMAGE = { version: '2.0.0', digest: 'b'.repeat(64) };

/** A job that is offered to a device, with rules that allow one attempt. */
export function anOpenJob(job: Partial<Job> = {}): OpenJob {
  return {
    job: {
      id: 7,
      campaignId: 3,
      deviceId: 'd1',
      wave: 0,
      ordinal: 0,
      state: 'offered',
      attempts: 1,
      transfer: 70,
      previous: OLD_IMAGE,
      startedAtMs: 0,
      deadlineAtMs: 1e12,
      ...job,
    },
    rules: {
      expected: NEW_IMAGE,
      policy: 'keep-previous',
      retry: { ...DEFAULT_RULES.retry, attempts: 1 },
      timeouts: DEFAULT_RULES.timeouts,
      stopping: false,
    },
  };
}

/** The status of a device that runs the given image from bank 1; bank 2 is empty. */
export const statusRunning = (image: ImageId = OLD_IMAGE, fields: Partial<DeviceStatus> = {}): DeviceStatus =>
  aStatus([image, undefined], fields);
