import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile, Entry } from '../entries/debug-file.js';
import { AT, TAG } from '../entries/vocabulary.js';
import { DWARF_LIMITS } from '../limits.js';
import type { VariableType } from '../variable-type.js';

const NO_UPPER_BOUND = 0xffff_ffff;

/** An array of an element type. One whose elements are arrays has their dimensions, too: it is laid out the same. */
export function arrayType(file: DebugFile, array: Entry, element: VariableType): VariableType {
  const counts = countsOf(file, array);
  const product = counts.reduce((all, count) => all * count, 1);
  const bytes = file.number(array, AT.byteSize) ?? product * element.bytes;
  const dimensions = counts.length + (element.kind === 'array' ? element.counts.length : 0);
  if (dimensions > DWARF_LIMITS.dimensions)
    throw dwarfFault('dwarf_too_large', array.at, `an array of more than ${DWARF_LIMITS.dimensions} dimensions`);
  if (element.kind !== 'array') return { kind: 'array', element, counts, bytes };
  return { kind: 'array', element: element.element, counts: [...counts, ...element.counts], bytes };
}

function countsOf(file: DebugFile, array: Entry): number[] {
  const counts: number[] = [];
  if (!array.hasChildren) return counts;
  const walk = file.walk(array.unit, array.at);
  walk.next();
  while (walk.next()) {
    const { tag } = walk.shape;
    if (tag === TAG.subrangeType || tag === TAG.genericSubrange || tag === TAG.enumerationType)
      counts.push(countOf(file, file.entryAt(walk.at, array.at)));
    walk.skipChildren();
  }
  return counts;
}

/** 0 if it is not said, or only known while the program runs. */
function countOf(file: DebugFile, subrange: Entry): number {
  const count = file.number(subrange, AT.count);
  if (count !== undefined) return Math.max(0, count);
  const upper = file.number(subrange, AT.upperBound);
  // Compilers write -1 for an array without elements, some of them without its sign.
  if (upper === undefined || upper === NO_UPPER_BOUND) return 0;
  return Math.max(0, upper + 1 - (file.number(subrange, AT.lowerBound) ?? 0));
}
