import type { components } from '@twinbank/client';

import { cutText, isolated, seenText } from '../parts/texts/foreign-text.js';

/** What a device reported of its swap, in microseconds of its own time. */
export type Swap = components['schemas']['SwapAnswer'];

/** Where things lie on a drawing of so many pixels, from its left. */
export interface SwapScale {
  /** End of the swap, which begins with the slot, where the whole slot is drawn. */
  readonly swapEnd: number;
  /** Ends of the swap and of the added latency where only they are drawn, enlarged by `zoom`. */
  readonly enlarged: { readonly swapEnd: number; readonly latencyEnd: number };
  readonly zoom: number;
}

/** What is enlarged ends before the edge, so that its end is seen. */
const SHARE_ENLARGED = 0.8;

/** Scales of a drawing of a swap, as wide as this: the slot as a whole, and the swap alone, which may be a thousandth of it. */
export function swapScale({ slotLengthUs, swapUs, addedLatencyUs }: Swap, width: number): SwapScale {
  const longestUs = Math.max(swapUs, addedLatencyUs);
  const perUs = slotLengthUs > 0 ? width / slotLengthUs : 0;
  const enlargedPerUs = longestUs > 0 ? (width * SHARE_ENLARGED) / longestUs : 0;
  return {
    swapEnd: Math.min(width, swapUs * perUs),
    enlarged: { swapEnd: swapUs * enlargedPerUs, latencyEnd: addedLatencyUs * enlargedPerUs },
    zoom: perUs > 0 ? enlargedPerUs / perUs : 0,
  };
}

/** A time as it is read: microseconds below a millisecond, then milliseconds, then seconds; three digits. */
export function usText(us: number): string {
  const [value, unit] = us < 1000 ? [us, 'µs'] : us < 1_000_000 ? [us / 1000, 'ms'] : [us / 1_000_000, 's'];
  return `${Number(value.toPrecision(3)).toLocaleString('en')} ${unit}`;
}

/** Characters of a task's name for which there is room beside the slot. */
const TASK_SHOWN = 13;

/** What stands under a task beside the slot: its name, as much of it as has room. */
export const taskText = (name: string | undefined): string =>
  name === undefined ? 'tasks' : cutText(seenText(name), TASK_SHOWN);

/** Between which tasks a slot lies, as part of a sentence; nothing where the device did not report both. */
export const betweenText = (before: string | undefined, after: string | undefined): string =>
  before === undefined || after === undefined ? '' : ` between ${isolated(before)} and ${isolated(after)}`;
