import type { BankNumber, Mcu } from '@twinbank/mcu';

/** What the L0 firmware stores about a bank in data EEPROM [AN4767 §6.4.3, item 4]. */
export interface IntegrityRecord {
  /** Bytes of the image. */
  readonly length: number;
  /** Computed by ST's CRC unit. */
  readonly crc: number;
}

const RECORD_BYTES = 16;
const MAGIC = 0x31435243; // the bytes "CRC1"

/**
 * Reads the record of a physical bank; undefined if there is none, or the part has no data EEPROM.
 *
 * The record is in the EEPROM half beside the physical bank. UFB swaps the addresses of the halves along with the
 * banks, so a record looked up by address would belong to the wrong bank after every switch [RM0367 §3.3.1].
 */
export function readIntegrity({ eeprom }: Mcu, bank: BankNumber): IntegrityRecord | undefined {
  if (!eeprom) return undefined;
  const view = new DataView(eeprom.readHalf({ half: bank, offset: 0 }, RECORD_BYTES).buffer);
  const [magic, length, crc, check] = [0, 4, 8, 12].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  return magic === MAGIC && check === checkOf({ length, crc }) ? { length, crc } : undefined;
}

/**
 * Stores the record of a bank. Its magic is written last, so that a power cut leaves no record. Flash must be
 * unlocked.
 */
export function storeIntegrity({ eeprom }: Mcu, bank: BankNumber, record: IntegrityRecord): void {
  if (!eeprom) return;
  const bytes = new Uint8Array(RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, record.length, true);
  view.setUint32(8, record.crc, true);
  view.setUint32(12, checkOf(record), true);
  eeprom.writeHalf({ half: bank, offset: 4 }, bytes.subarray(4));
  eeprom.writeHalf({ half: bank, offset: 0 }, bytes.subarray(0, 4));
}

/** Invalidates the record of a bank that is about to change. Flash must be unlocked. */
export function forgetIntegrity(mcu: Mcu, bank: BankNumber): void {
  if (readIntegrity(mcu, bank)) mcu.eeprom?.writeHalf({ half: bank, offset: 0 }, new Uint8Array(4));
}

const checkOf = ({ length, crc }: IntegrityRecord): number => ~(length ^ crc) >>> 0;
