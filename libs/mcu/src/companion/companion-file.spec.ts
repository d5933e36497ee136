import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@twinbank/keys';
import { seededRng } from '@twinbank/primitives';

import type { CellArchive } from '../cell-archive.js';
import { decodeMcu, encodeMcu } from '../mcu-file.js';
import { Mcu } from '../mcu.js';

const PART = 'STM32G484';
const SLOT_BYTES = 8192;
/** Two whole runs and a part of one. */
const [OLD, NEW] = ['old', 'new'].map((seed) => seededRng(seed).bytes(5000)) as [Uint8Array, Uint8Array];

const mcuWith = (...targets: string[]): Mcu =>
  new Mcu({ part: PART, companions: targets.map((target) => ({ target, slotBytes: SLOT_BYTES })) });

/** A device whose radio runs the new firmware and keeps the old one, and whose charger was cut while it was written. */
function aDevice(): Mcu {
  const mcu = mcuWith('radio', 'charger');
  mcu.powerOn();
  const [radio, charger] = mcu.companions;
  for (const chip of mcu.companions) {
    chip.install(OLD);
    chip.erase();
  }
  radio!.write(0, NEW);
  radio!.seal(NEW.length, sha256(NEW));
  radio!.activate();
  charger!.write(0, NEW.subarray(0, 300));
  return mcu;
}

function anArchive(): CellArchive & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    keep: (bytes) => {
      const name = Buffer.from(sha256(bytes)).toString('hex');
      kept.set(name, bytes);
      return name;
    },
    find: (name) => kept.get(name),
  };
}

const held = (mcu: Mcu) => mcu.companions.map((chip) => [chip.target, chip.save()]);

describe('the chips of a device in its file', () => {
  it('hold what they held, whole or not, and which slot runs', () => {
    const mcu = aDevice();
    const again = mcuWith('radio', 'charger');
    again.restoreState(decodeMcu(encodeMcu(mcu), again));
    expect(held(again)).toEqual(held(mcu));
    expect(again.companions.map(({ runs }) => runs)).toEqual([sha256(NEW), sha256(OLD)]);
  });

  it('share what an archive keeps for all of them', () => {
    const archive = anArchive();
    const mcu = aDevice();
    const file = encodeMcu(mcu, archive);
    const runs = archive.kept.size;
    encodeMcu(aDevice(), archive);
    expect(archive.kept.size).toBe(runs);
    const again = mcuWith('radio', 'charger');
    again.restoreState(decodeMcu(file, again, archive));
    expect(held(again)).toEqual(held(mcu));
    const [radio, charger] = again.companions.map((chip) => chip.save().slots);
    expect(radio![0].bytes).toBe(charger![0].bytes);
    expect(() => decodeMcu(file, mcuWith('radio', 'charger'), anArchive())).toThrow(/is kept as/);
  });

  it('are as new where the file does not name them, and refused where the device does not have them', () => {
    const file = encodeMcu(aDevice());
    const more = mcuWith('sensor', 'radio', 'charger');
    more.restoreState(decodeMcu(file, more));
    expect(more.companions.map(({ runs }) => runs)).toEqual([undefined, sha256(NEW), sha256(OLD)]);
    expect(() => decodeMcu(file, mcuWith('radio'))).toThrow(/the device has no chip charger/);
  });

  it('are refused with more bytes than a slot has, and with one slot', () => {
    const file = encodeMcu(aDevice());
    const small = new Mcu({
      part: PART,
      companions: ['radio', 'charger'].map((target) => ({ target, slotBytes: 4999 })),
    });
    expect(() => decodeMcu(file, small)).toThrow(/a slot of the chip has 4999 bytes/);
    const changed = JSON.parse(new TextDecoder().decode(file)) as { companions: { slots: unknown[] }[] };
    changed.companions[0]!.slots.pop();
    const cut = new TextEncoder().encode(JSON.stringify(changed));
    expect(() => decodeMcu(cut, mcuWith('radio', 'charger'))).toThrow(/the chip radio has two slots/);
  });
});
