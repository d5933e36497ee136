import { dwarfFault } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';

/** What may still be looked at of one file: entries that refer to one another could have the same ones read again and again. */
export class Budget {
  private entries = 0;
  private entryBytes = 0;
  private names = 0;
  private attributes = 0;
  private members = 0;

  /** @throws Fault `dwarf_too_large` as the others */
  entry(at: number, bytes: number): void {
    this.entries += 1;
    this.entryBytes += bytes;
    if (this.entries > DWARF_LIMITS.entries || this.entryBytes > DWARF_LIMITS.entryBytes)
      throw dwarfFault('dwarf_too_large', at, 'more entries would have to be looked at than are');
  }

  name(at: number, bytes: number): void {
    this.names += bytes;
    if (this.names > DWARF_LIMITS.nameBytesTotal)
      throw dwarfFault('dwarf_too_large', at, `the names have more than ${DWARF_LIMITS.nameBytesTotal} bytes`);
  }

  member(at: number): void {
    this.members += 1;
    if (this.members > DWARF_LIMITS.members)
      throw dwarfFault('dwarf_too_large', at, `types of more than ${DWARF_LIMITS.members} members together`);
  }

  abbreviation(at: number, attributes: number): void {
    this.attributes += attributes + 1;
    if (this.attributes > DWARF_LIMITS.attributes)
      throw dwarfFault('dwarf_too_large', at, `abbreviations of more than ${DWARF_LIMITS.attributes} attributes`);
  }
}
