import { runningConfig } from '@twinbank/agent';
import type { Mcu } from '@twinbank/mcu';
import { isFault } from '@twinbank/primitives';
import { HEALTH_NUMBER_NAME, readJsonObject } from '@twinbank/protocol';

/** Longest configuration that the application reads: it has 2 KiB for it. */
const CONFIG_BYTES_MAX = 2048;
/** Settings that it tells: numbers of its health have room for its own ones, too. */
const TOLD_MAX = 8;

/**
 * The settings of the application of a simulated device: the numbers in the configuration that came with the image that runs, a JSON
 * object as `{"limit": 7}`. It tells them as `config.limit` with its health, which shows which configuration it works with. None where
 * the image carries no configuration, or one that is something else: it is the team's, and no fault of the device.
 */
export function ownSettings(mcu: Mcu): Readonly<Record<string, number>> {
  const config = runningConfig(mcu);
  if (!config) return {};
  try {
    const told = Object.entries(readJsonObject(config.bytes, CONFIG_BYTES_MAX)).flatMap(([setting, value]) => {
      const name = `config.${setting}`;
      return isToldNumber(value) && HEALTH_NUMBER_NAME.test(name) ? [[name, value] as const] : [];
    });
    return Object.fromEntries(told.slice(0, TOLD_MAX));
  } catch (error) {
    if (!isFault(error)) throw error;
    return {};
  }
}

/** Servers take what JSON holds exactly. */
const isToldNumber = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
