import type { NvmMedium, NvmUnit } from '../journal/nvm-log.js';

/** What a {@link MemoryMedium} was asked to write: an erased page, or units from a first one on. */
export type MediumWrite =
  | { readonly erased: readonly [bank: 1 | 2, page: number] }
  | { readonly programmed: readonly [bank: 1 | 2, page: number, first: number, count: number] };

/** Pages of a log in the memory of a test, which notes what is written and can be damaged. */
export class MemoryMedium implements NvmMedium {
  /** The bank that the log may write. */
  writable: 1 | 2 = 2;
  /** What was written since a test emptied it. */
  readonly writes: MediumWrite[] = [];
  private readonly units = new Map<string, NvmUnit>();

  constructor(
    readonly unitsPerPage = 256,
    readonly pages = 2,
  ) {}

  writableBank(): 1 | 2 {
    return this.writable;
  }

  readUnits(bank: 1 | 2, page: number, count: number): NvmUnit[] {
    return Array.from({ length: count }, (_, unit) => this.units.get(`${bank}/${page}/${unit}`) ?? 'erased');
  }

  programUnits(bank: 1 | 2, page: number, first: number, units: readonly (readonly [number, number])[]): void {
    if (first + units.length > this.unitsPerPage) throw new Error('programmed past the page');
    this.writes.push({ programmed: [bank, page, first, units.length] });
    units.forEach((unit, i) => this.set(bank, page, first + i, unit));
  }

  erasePage(bank: 1 | 2, page: number): void {
    this.writes.push({ erased: [bank, page] });
    for (let unit = 0; unit < this.unitsPerPage; unit++) this.units.delete(`${bank}/${page}/${unit}`);
  }

  /** Puts a unit there, as a cut, a flaw or an earlier agent may have left it. */
  set(bank: 1 | 2, page: number, unit: number, content: NvmUnit): void {
    this.units.set(`${bank}/${page}/${unit}`, content);
  }
}
