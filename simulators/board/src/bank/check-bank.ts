import { EccNmi, type Mcu } from '@twinbank/mcu';
import { equalBytes, toHex } from '@twinbank/primitives';

import { viewBank, type BankView } from './bank-view.js';
import { readIntegrity } from './integrity-record.js';
import type { Job } from './job.js';

/**
 * Option 4: the integrity of the other bank [AN4767 §6.4.3]. On L0 the CRC in data EEPROM decides; on other parts
 * nothing is stored, and the answer is only whether an image is present. The CRC and the SHA-256 of the flash
 * content are shown on all parts, to be compared with those of the file.
 */
export function* checkOther(mcu: Mcu): Job {
  const bank = mcu.flash.otherBank;
  const view = viewBank(mcu, bank);
  yield `Bank ${bank}: ${contentText(view)}.\r\n`;
  if (view.content === 'erased' || view.length === 0) return;
  try {
    yield* sums(mcu, view);
  } catch (error) {
    if (!(error instanceof EccNmi)) throw error;
    yield `  NMI: ${error.message}. Integrity: FAILED.\r\n`;
  }
}

function* sums(mcu: Mcu, { bank, length, content, bytes }: BankView): Job {
  const { flash } = mcu;
  const record = readIntegrity(mcu, bank);
  const range = { offset: 0, length };
  const crc = flash.crcOf(bank, range);
  yield `  CRC-32   ${hex(crc)}${recordText(mcu, record, crc)}\r\n`;
  yield `  SHA-256  ${toHex(flash.sha256Of(bank, range))}\r\n`;
  const active = flash.readBank({ bank: flash.activeBank, offset: 0 }, range.length);
  yield `  ${equalBytes(active, bytes.subarray(0, range.length)) ? 'The same bytes as' : 'Other bytes than'} the active bank.\r\n`;
  const sound = content === 'image' && (!mcu.eeprom || record?.crc === crc);
  yield `  Integrity: ${sound ? 'ok' : 'FAILED'}${mcu.eeprom ? '' : ' (presence only)'}.\r\n`;
}

function contentText({ content, length, descriptor, fault }: BankView): string {
  if (content === 'erased') return 'empty';
  if (fault) return `no image (${fault.detail})`;
  return `image present, version ${descriptor?.version ?? 'unknown'}, ${length} bytes`;
}

function recordText(mcu: Mcu, record: ReturnType<typeof readIntegrity>, crc: number): string {
  if (!mcu.eeprom) return '';
  if (!record) return ', none stored in data EEPROM';
  return record.crc === crc ? ', as stored in data EEPROM' : `, but ${hex(record.crc)} is stored in data EEPROM`;
}

const hex = (word: number): string => word.toString(16).toUpperCase().padStart(8, '0');
