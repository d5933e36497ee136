import { writeFileSync } from 'node:fs';

import type { DeviceOutcome } from '../device/device-outcome.js';

/** Writes how every device ended, as JSON: `{ format, devices, wrong, outcomes: [...] }`. */
export function writeReport(path: string, outcomes: readonly DeviceOutcome[]): void {
  const wrong = outcomes.filter((outcome) => outcome.wrong.length > 0).length;
  writeFileSync(path, `${JSON.stringify({ format: 1, devices: outcomes.length, wrong, outcomes }, null, 2)}\n`);
}
