import { DEFAULT_RULES, type Job, type OpenJob } from '@twinbank/campaign';
import type { DeviceStatus, Report } from '@twinbank/protocol';

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

/** The status of a device that runs the given image. */
export function aStatus({ version, digest } = OLD_IMAGE, fields: Partial<DeviceStatus> = {}): DeviceStatus {
  const banks = [
    { bank: 1, state: 'valid', version, digest },
    { bank: 2, state: 'empty' },
  ] as const;
  return {
    product: 'pump',
    part: 'STM32G484',
    hardware: 'A',
    banks,
    active: 1,
    fbMode: 0,
    bfb2: 0,
    confirmed: true,
    counter: 1,
    reset: 'power-on',
    ...fields,
  };
}
