import { toHex } from '@twinbank/primitives';

import type { DownloadResult } from './bank/bank-download.js';
import type { ReceiveFailure } from './ymodem/receiver-state.js';

const REASONS: Readonly<Record<ReceiveFailure, string>> = {
  'cancelled-by-sender': 'the sender gave up',
  'cancelled-by-receiver': 'given up here',
  'no-file': 'the sender had no file',
  empty: 'the file is empty',
  'too-large': 'the file is larger than a bank (an image is the plain .bin, not ELF or HEX)',
  'longer-than-announced': 'more bytes came than were announced',
  truncated: 'the file ended before its announced length',
  'out-of-sequence': 'a block is missing',
  'not-ymodem': 'the sender speaks XMODEM; the name and length of YMODEM are needed',
  silent: 'nothing came for too long',
  'too-many-errors': 'too many errors on the line',
};

/**
 * The text on the terminal while waiting for a file. It has no capital C or G, because a sender that sees one might
 * react to it.
 */
export const INVITATION = 'Start the sender (YMODEM) ... (^X ^X gives up)\r\n';

/** Why no file was received, and the state of the bank. */
export function failureText(reason: ReceiveFailure, bank: number, touched: boolean): string {
  const bankText = touched ? `Bank ${bank} holds no image now.` : `Bank ${bank} was not touched.`;
  return `\r\nDownload failed (${reason}): ${REASONS[reason]}. ${bankText}\r\n`;
}

/** What was received and written. */
export function resultText(
  file: { name: string; bytes: number; tookUs: number; decrypted: boolean },
  bank: number,
  result: DownloadResult,
): string {
  const seconds = file.tookUs / 1e6;
  const received = `\r\n${file.name}: ${file.bytes} bytes in ${seconds.toFixed(1)} s${file.decrypted ? ', decrypted' : ''}.\r\n`;
  if (result.fault?.code === 'flash_error')
    return `${received}The flash refused: ${result.fault.detail}. Bank ${bank} holds no image now.\r\n`;
  if (result.fault) {
    const guess = file.decrypted ? ' Wrong key or file?' : '';
    return `${received}Not an image (${result.fault.code}): ${result.fault.detail}.${guess} Bank ${bank} holds no image now.\r\n`;
  }
  const crc = toHex(Uint8Array.of(result.crc >>> 24, result.crc >>> 16, result.crc >>> 8, result.crc)).toUpperCase();
  const version = result.descriptor?.version ? `version ${result.descriptor.version}` : 'an image without version';
  const padding = result.length === file.bytes ? '' : `, padded with FF to ${result.length} bytes`;
  return `${received}Bank ${bank} holds ${version}${padding}, CRC-32 ${crc}.\r\n`;
}
