import { decodeSectionTable, SECTION_TABLE_BYTES_MAX, type SectionTable } from '@twinbank/image';
import type { Mcu } from '@twinbank/mcu';
import { isFault } from '@twinbank/primitives';

/** Of the record of a bank, what finds its table. */
interface ImageRecord {
  /** Bytes of the image. */
  readonly length: number;
}

/** What the journal says of the banks. */
interface BankRecords {
  bank(bank: 1 | 2): ImageRecord | undefined;
}

/**
 * What the image in a bank carries behind its code: the table that ends it, found by the length in the journal's record of the
 * bank. Undefined without a record, without a table, or if its CRC does not hold. Nothing else is kept of sections, so that after any
 * cut those of the bank that runs are found, without manifest or ticket.
 */
export function sectionsInBank(mcu: Mcu, bank: 1 | 2, record: ImageRecord | undefined): SectionTable | undefined {
  if (!record || record.length > mcu.flash.bankBytes) return undefined;
  const bytes = Math.min(record.length, SECTION_TABLE_BYTES_MAX);
  const tail = mcu.flash.tryRead({ bank, offset: record.length - bytes }, bytes);
  if (tail.doubleErrors.length > 0) return undefined;
  try {
    return decodeSectionTable(tail.bytes, record.length);
  } catch (error) {
    if (isFault(error, 'section_table_invalid')) return undefined;
    throw error;
  }
}

/** The tables of both banks, by the journal. */
export class BankSections {
  constructor(
    private readonly mcu: Mcu,
    private readonly journal: BankRecords,
  ) {}

  /** What the image in a bank carries; undefined for nothing. */
  of(bank: 1 | 2): SectionTable | undefined {
    return sectionsInBank(this.mcu, bank, this.journal.bank(bank));
  }
}
