import { type AesSetup } from '@twinbank/mcu';
import { PART_SPECS, type PartName } from '@twinbank/parts';
import { fromHex, type Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

const CIPHER_BY_KEY_BYTES = new Map([
  [16, 'A128CTR'],
  [32, 'A256CTR'],
] as const);
const BLOCK_BYTES = 16;
const COUNTER_RANGE = 2 ** 32;

/**
 * Key and initialization vector as AN4767 §6.4.6 keeps them in the firmware: the same for every file and device.
 * Files are made with `openssl enc -aes-128-ctr -K key -iv iv`, or with `-aes-256-ctr` if the part supports it.
 *
 * The AES unit counts in the low 32 bits of the IV only, OpenSSL in all 128. An IV whose low word wraps within a
 * bank would decrypt wrongly from there on, so it is refused.
 *
 * @throws Fault `request_invalid`, `cipher_unsupported`
 */
export function parseDecryption(part: PartName, text: { key: string; iv: string }): AesSetup {
  const [key, iv] = [fromHex(text.key), fromHex(text.iv)];
  if (!key) throw invalid('--key takes hexadecimal digits');
  if (iv?.length !== BLOCK_BYTES) throw invalid('--iv takes 32 hexadecimal digits');
  const cipher = CIPHER_BY_KEY_BYTES.get(key.length as 16 | 32);
  if (!cipher) throw invalid('--key takes 32 hexadecimal digits for AES-128, or 64 for AES-256');
  const { aes, flash } = PART_SPECS[part];
  if (!aes) throw faultOf('cipher_unsupported', `${part} has no AES unit; STM32L083, STM32L486 and STM32G484 have one`);
  if (aes.cyclesPerBlock[cipher] === undefined)
    throw faultOf('cipher_unsupported', `the AES unit of ${part} takes keys of 128 bits only`);
  demandNoWrap(iv, flash.bankBytes);
  return { cipher, key, iv };
}

function demandNoWrap(iv: Uint8Array, bankBytes: number): void {
  const counter = new DataView(iv.buffer, iv.byteOffset).getUint32(12);
  const blocks = COUNTER_RANGE - counter;
  if (blocks * BLOCK_BYTES >= bankBytes) return;
  throw invalid(
    `the last word of --iv leaves ${blocks} blocks before the 32-bit counter of the AES unit wraps, and a bank has ` +
      `${bankBytes / BLOCK_BYTES}: OpenSSL carries into the next word there, the hardware does not. Let the IV end in 00000000`,
  );
}

const invalid = (detail: string): Fault => faultOf('request_invalid', detail);
