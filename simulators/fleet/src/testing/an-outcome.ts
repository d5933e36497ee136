import type { DeviceOutcome } from '../device/device-outcome.js';
import { noFaultsMet } from '../line/fault-rates.js';

/** A device that was updated from 1.0.0 to 1.1.0 correctly, except for the given differences. For tests. */
export function anOutcome(differences: Partial<DeviceOutcome> = {}): DeviceOutcome {
  return {
    id: 'pump-0001',
    product: 'pump',
    part: 'STM32G484',
    active: 2,
    banks: [
      { bank: 1, state: 'image', version: '1.0.0', sha256: '11'.repeat(32) },
      { bank: 2, state: 'image', version: '1.1.0', sha256: '22'.repeat(32) },
    ],
    stage: 'done',
    jobs: 1,
    swap: { slotStartUs: 1000, slotLengthUs: 30, swapUs: 0.5, addedLatencyUs: 0.1, deadlinesMissed: 0 },
    blocks: 16,
    bytes: 65_600,
    faultsMet: noFaultsMet(),
    wrong: [],
    ...differences,
  };
}
