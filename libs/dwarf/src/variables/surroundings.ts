import type { DebugFile } from '../entries/debug-file.js';
import type { Around } from '../entries/entry-walk.js';
import { unitAround, type Unit } from '../entries/units.js';

/** What is around entries, by their offset. What is no entry is left out. */
export type Surroundings = ReadonlyMap<number, Around | undefined>;

/**
 * Finds what is around some entries: an entry does not say it, so their units are gone through once more, past everything that
 * has none of them in it and says where it ends.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function surroundingsOf(file: DebugFile, targets: Iterable<number>): Surroundings {
  const byUnit = new Map<Unit, number[]>();
  for (const at of new Set(targets)) {
    const unit = unitAround(file.units, at);
    if (!unit) continue;
    const others = byUnit.get(unit);
    if (others) others.push(at);
    else byUnit.set(unit, [at]);
  }
  const found = new Map<number, Around | undefined>();
  for (const [unit, wanted] of byUnit)
    searchUnit(
      file,
      unit,
      wanted.sort((a, b) => a - b),
      found,
    );
  return found;
}

function searchUnit(
  file: DebugFile,
  unit: Unit,
  wanted: readonly number[],
  found: Map<number, Around | undefined>,
): void {
  const walk = file.walk(unit);
  let next = 0;
  while (next < wanted.length && walk.next()) {
    while (next < wanted.length && wanted[next]! < walk.at) next += 1;
    if (wanted[next] === walk.at) {
      found.set(walk.at, walk.around);
      next += 1;
    }
    if (!walk.shape.hasChildren || next >= wanted.length) continue;
    const beside = walk.siblingAt();
    if (beside !== undefined && beside <= wanted[next]!) walk.skipChildren();
  }
}
