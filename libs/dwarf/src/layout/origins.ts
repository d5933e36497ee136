import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile, Entry } from '../entries/debug-file.js';
import { AT } from '../entries/vocabulary.js';
import { DWARF_LIMITS } from '../limits.js';

/**
 * An entry, then the one that it completes (the declaration of what it defines, or what was inlined or compiled elsewhere), and so
 * on: what one does not say, a later one says [DWARF 5 §2.13, §3.3.8.1].
 *
 * @throws Fault `dwarf_invalid` if they go round in a circle, or are more than compilers write
 */
export function originsOf(file: DebugFile, entry: Entry): readonly Entry[] {
  const chain = [entry];
  for (let last = entry; ;) {
    const at = file.reference(last, AT.abstractOrigin) ?? file.reference(last, AT.specification);
    if (at === undefined) return chain;
    if (chain.length > DWARF_LIMITS.origins)
      throw dwarfFault('dwarf_invalid', entry.at, 'an entry completes another one, and that another one, without end');
    last = file.entryAt(at, last.at);
    chain.push(last);
  }
}

/** What the first of some entries says that says it. */
export function firstSaid<T>(chain: readonly Entry[], say: (entry: Entry) => T | undefined): T | undefined {
  for (const entry of chain) {
    const said = say(entry);
    if (said !== undefined) return said;
  }
  return undefined;
}
