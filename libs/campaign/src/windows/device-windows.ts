import { isTimeZone } from '@twinbank/protocol';
import { describeWindow, problemsOfWindows, windowAt, type MaintenanceWindow } from '@twinbank/schedule';

import type { SwapTimes } from './swap-times.js';

/** When a campaign may use its devices. What is left out is always open. */
export interface DeviceWindows {
  /** When a device may get its ticket, and begin to download. One that has begun goes on. */
  readonly download?: readonly MaintenanceWindow[];
  /** When it may swap its banks. It may download before. */
  readonly swap?: readonly MaintenanceWindow[];
  /** The time zone of devices that have no attribute `timeZone`. */
  readonly zone?: string;
}

/** Whether a device may get a ticket now, until when it may accept it, and when it may swap; or when to look at it again. */
export type DeviceTurn =
  | { readonly may: true; readonly closesAtMs?: number; readonly swapTimes: SwapTimes }
  | { readonly may: false; readonly untilMs: number };

/** A device without a window that is known, such as one whose zone is not known, is looked at again after this time. */
export const LOOK_AGAIN_MS = 3600 * 1000;

/** What is wrong with the windows of a campaign, one sentence each. */
export function problemsOfDeviceWindows(windows: unknown): string[] {
  if (windows === undefined) return [];
  if (typeof windows !== 'object' || windows === null) return ['windows is an object'];
  const { download, swap, zone } = windows as Readonly<Record<string, unknown>>;
  return [
    ...(download === undefined ? [] : problemsOfWindows(download, 'windows.download')),
    ...(swap === undefined ? [] : problemsOfWindows(swap, 'windows.swap')),
    ...(zone === undefined || (typeof zone === 'string' && isTimeZone(zone))
      ? []
      : ['windows.zone is a time zone such as Europe/Berlin (no offset)']),
  ];
}

/**
 * Tells for each zone whether its devices have their turn at a moment. Each zone is asked once, however many devices it has.
 *
 * @param windows undefined: always
 * @returns takes the zone of a device, undefined if it has none
 */
export function turnsAt(windows: DeviceWindows | undefined, nowMs: number): (zone: string | undefined) => DeviceTurn {
  if (windows === undefined) return () => ANY_TIME;
  const known = new Map<string | undefined, DeviceTurn>();
  return (own) => {
    const zone = zoneOf(windows, own);
    const turn = known.get(zone) ?? turnOf(windows, zone, nowMs);
    known.set(zone, turn);
    return turn;
  };
}

const ANY_TIME: DeviceTurn = { may: true, swapTimes: {} };

const zoneOf = ({ zone }: DeviceWindows, own: string | undefined): string | undefined => own ?? zone;

function turnOf({ download, swap }: DeviceWindows, zone: string | undefined, nowMs: number): DeviceTurn {
  const now = download && windowAt(download, zone, nowMs);
  if (now?.open === false) return { may: false, untilMs: now.opensAtMs ?? nowMs + LOOK_AGAIN_MS };
  const swapTimes = swap === undefined ? {} : swapTimesIn(swap, zone, nowMs);
  if (swapTimes === undefined) return { may: false, untilMs: nowMs + LOOK_AGAIN_MS };
  return { may: true, ...(now && { closesAtMs: now.closesAtMs }), swapTimes };
}

/** The window in which a device can swap next; undefined if there is none that is known. */
function swapTimesIn(
  windows: readonly MaintenanceWindow[],
  zone: string | undefined,
  nowMs: number,
): SwapTimes | undefined {
  const now = windowAt(windows, zone, nowMs);
  if (now.open) return { swapNotAfter: now.closesAtMs };
  const next = now.opensAtMs === undefined ? undefined : windowAt(windows, zone, now.opensAtMs);
  return next?.open ? { swapNotBefore: now.opensAtMs!, swapNotAfter: next.closesAtMs } : undefined;
}

/** The windows that a device waits for. */
export interface ClosedWindows {
  readonly of: 'download' | 'swap';
  /** In words: `02:00–04:00 Europe/Berlin, daily; opens in 5 h 12 min`. */
  readonly sentence: string;
  /** When they open, if that is known. */
  readonly untilMs?: number;
}

/**
 * Why a device has to wait now.
 *
 * @param own the device's zone
 * @returns undefined if it need not wait
 */
export function closedWindows(
  windows: DeviceWindows | undefined,
  own: string | undefined,
  nowMs: number,
): ClosedWindows | undefined {
  if (windows === undefined || turnsAt(windows, nowMs)(own).may) return undefined;
  const { download, swap = [] } = windows;
  const zone = zoneOf(windows, own);
  const of = download && !windowAt(download, zone, nowMs).open ? 'download' : 'swap';
  const closed = of === 'download' ? download! : swap;
  const answer = windowAt(closed, zone, nowMs);
  return {
    of,
    sentence: describeWindow(closed, zone, nowMs),
    ...(!answer.open && answer.opensAtMs !== undefined && { untilMs: answer.opensAtMs }),
  };
}
