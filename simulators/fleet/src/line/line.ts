import { deriveAuthKey, deriveBrokerPassword, signDeviceToken } from '@twinbank/keys';
import { connectDevice, type DeviceLinkHandlers } from '@twinbank/mqtt-link';
import type { Rng } from '@twinbank/primitives';

import type { Provisioned } from '../device/factory.js';
import type { Surroundings } from '../run/surroundings.js';

const TOKEN_LIFETIME_MS = 10 * 60 * 1000;

/** A device's connection as its shell sees it. */
export interface Line {
  report(bytes: Uint8Array): void;
  want(bytes: Uint8Array): void;
  /** Breaks the connection; the line reconnects by itself. */
  drop(): void;
  /** Breaks it for good. */
  abandon(): void;
  /** Sends "offline" and closes. */
  close(): Promise<void>;
}

/** Connects a device with the password that its fleet uses. */
export function openLine(
  { id, deviceRoot }: Provisioned,
  { settings, localAddress, proxy }: Surroundings,
  rng: Rng,
  handlers: DeviceLinkHandlers,
): Line {
  const authKey = deriveAuthKey(deviceRoot);
  const password =
    settings.password === 'token'
      ? () => signDeviceToken({ authKey, deviceId: id, nowMs: Date.now(), lifetimeMs: TOKEN_LIFETIME_MS })
      : () => deriveBrokerPassword(deviceRoot);
  const link = connectDevice({
    url: settings.mqttUrl,
    deviceId: id,
    password,
    rng,
    handlers,
    ...(proxy ? { via: proxy.port } : localAddress !== undefined && { localAddress }),
  });
  return {
    // Nobody needs the error of a report that could not be sent: the device reports the same again when it is back.
    report: (bytes) => void link.publishReport(bytes).catch(() => undefined),
    want: (bytes) => link.publishWant(bytes),
    drop: () => link.drop(),
    abandon: () => link.abandon(),
    close: () => link.close(),
  };
}
