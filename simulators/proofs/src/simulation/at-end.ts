import type { TicketMessage } from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import type { Tables } from '../store/tables.js';
import { CampaignViolation } from './campaign-violation.js';
import type { SimulatedDevice } from './simulated-device.js';

/** Checks that every job has ended, and that no ticket is out for a job that has ended. */
export function checkStore({ open, jobs }: Tables, retained: ReadonlyMap<string, TicketMessage>): void {
  if (open.size > 0) throw new CampaignViolation('campaigns-end', `${open.size} jobs never ended`);
  for (const [deviceId, message] of retained) {
    if (message.type !== 'order') continue;
    const state = jobs.get(message.job)?.state;
    throw new CampaignViolation('tickets-settled', `${deviceId} is ordered job ${message.job}, which is ${state}`);
  }
}

/** Checks that the device, after power off and on, runs what was confirmed last, whatever happened to its jobs. */
export function checkDevice(device: SimulatedDevice): void {
  device.spare();
  device.mcu.powerOn();
  if (!device.isWell)
    throw new Violation('completes', `${device.id} has counter ${device.counter} at the end, and runs no such image`);
}
