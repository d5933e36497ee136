import { sectionTableOf } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';
import { isFault, toHex } from '@twinbank/primitives';

/** Another chip on a board, seen from outside: by what is in its memory. SHA-256 in hex. */
export interface ChipSight {
  readonly target: string;
  /** What it runs; missing if that is not whole. */
  readonly runs?: string;
  /** What the image in the active bank brings it; missing if that says nothing of it. */
  readonly brought?: string;
}

/** What chips run, by their names; undefined where it is not whole. */
export type ChipsRun = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the chips of a device hold, and what its active bank brings them.
 *
 * @param imageBytes length of the image in the active bank; 0 if it is not known
 */
export function lookAtChips({ companions, flash }: Mcu, imageBytes: number): ChipSight[] {
  if (companions.length === 0) return [];
  const { bytes } = flash.tryRead({ bank: flash.activeBank, offset: 0 }, imageBytes);
  const brought = payloadsOf(bytes);
  return companions.map(({ target, runs }) => {
    const payload = brought.get(target);
    return { target, ...(runs && { runs: toHex(runs) }), ...(payload !== undefined && { brought: payload }) };
  });
}

/** What the chips of a device run now. */
export const chipsRun = ({ companions }: Mcu): ChipsRun =>
  Object.fromEntries(companions.map(({ target, runs }) => [target, runs && toHex(runs)]));

/** An image whose table cannot be read brings nothing: agents see it so, too. */
function payloadsOf(image: Uint8Array): Map<string, string> {
  try {
    const payloads = sectionTableOf(image)?.payloads ?? [];
    return new Map(
      payloads.flatMap(({ target, sha256 }) => (target === undefined ? [] : [[target, toHex(sha256)] as const])),
    );
  } catch (error) {
    if (!isFault(error)) throw error;
    return new Map();
  }
}
