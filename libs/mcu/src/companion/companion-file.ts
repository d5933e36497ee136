import { toBase64Url } from '@twinbank/primitives';
import { faultOf, type FieldReader } from '@twinbank/protocol';

import type { CellArchive } from '../cell-archive.js';
import { CELLS_BYTES } from '../flash/flash-cells.js';
import type { Mcu } from '../mcu.js';
import type { CompanionState } from './companion-chip.js';

type Slot = CompanionState['slots'][number];

const TARGET_LENGTH_MAX = 16;

/**
 * What the chips of a device hold, as plain JSON: `[{ target, active, slots: [{ runs: [{ kept } or { data }], length, seal? }] }]`. Bytes are
 * cut into runs of the length of {@link CELLS_BYTES}; with an archive the whole ones are kept there, once for all devices that hold them.
 */
export function encodeCompanions({ companions }: Mcu, archive?: CellArchive): object[] {
  return companions.map((chip) => {
    const { slots, active } = chip.save();
    return { target: chip.target, active, slots: slots.map((slot) => encodeSlot(slot, archive)) };
  });
}

function encodeSlot({ bytes, seal }: Slot, archive: CellArchive | undefined): object {
  const runs = Array.from({ length: Math.ceil(bytes.length / CELLS_BYTES) }, (_, index) => {
    const run = bytes.subarray(index * CELLS_BYTES, (index + 1) * CELLS_BYTES);
    return archive && run.length === CELLS_BYTES
      ? { kept: archive.keep(run.slice()) }
      : { data: toBase64Url(run), length: run.length };
  });
  return { runs, ...(seal && { seal: { length: seal.length, sha256: toBase64Url(seal.sha256) } }) };
}

/**
 * Reads what {@link encodeCompanions} wrote, in the order of the device's own chips. A chip that the file does not name is as new: the
 * device was given it since.
 *
 * @throws Fault `message_malformed` (also for a chip that the device does not have, and for content that the archive does not know)
 */
export function readCompanions(entries: readonly FieldReader[], mcu: Mcu, archive?: CellArchive): CompanionState[] {
  const read = new Map(
    entries.map((entry) => {
      const target = entry.text('target', TARGET_LENGTH_MAX);
      const chip = mcu.companions.find((one) => one.target === target);
      if (!chip) throw faultOf('message_malformed', `the device has no chip ${target}`);
      const slots = entry.objects('slots', 2).map((slot) => readSlot(slot, chip.bytesMax, { mcu, archive }));
      if (slots.length !== 2) throw faultOf('message_malformed', `the chip ${target} has two slots`);
      return [target, { slots: slots as [Slot, Slot], active: entry.whole('active', 0, 1) as 0 | 1 }];
    }),
  );
  return mcu.companions.map((chip) => read.get(chip.target) ?? chip.save());
}

function readSlot(
  slot: FieldReader,
  bytesMax: number,
  { mcu, archive }: { mcu: Mcu; archive: CellArchive | undefined },
): Slot {
  const runs = slot.objects('runs', Math.ceil(bytesMax / CELLS_BYTES)).map((run) => readRun(run, archive));
  const bytes = new Uint8Array(runs.reduce((sum, { length }) => sum + length, 0));
  if (bytes.length > bytesMax) throw faultOf('message_malformed', `a slot of the chip has ${bytesMax} bytes`);
  let end = 0;
  for (const run of runs) {
    bytes.set(run, end);
    end += run.length;
  }
  const seal = slot.optional('seal', (name) => {
    const fields = slot.nested(name);
    return { length: fields.whole('length', 0, bytesMax), sha256: fields.bytes('sha256', 32) };
  });
  // What is whole is equal in many devices; what is being written is not.
  return { bytes: seal ? mcu.pageStore.intern(bytes) : bytes, seal };
}

function readRun(run: FieldReader, archive: CellArchive | undefined): Uint8Array {
  const kept = run.optional('kept', (name) => run.text(name, 64));
  if (kept === undefined) return run.bytes('data', run.whole('length', 1, CELLS_BYTES));
  const bytes = archive?.find(kept);
  if (bytes?.length !== CELLS_BYTES)
    throw faultOf('message_malformed', `no content of ${CELLS_BYTES} bytes is kept as ${kept}`);
  return bytes;
}
