import type { BankNumber, Mcu } from '@twinbank/mcu';
import { crc32Stm } from '@twinbank/primitives';

import { viewBank } from './bank/bank-view.js';
import { readIntegrity } from './bank/integrity-record.js';
import { lines } from './menu-text.js';

/** The device from outside, as a debugger shows it: reading takes none of its time. */
export function stateText(mcu: Mcu): string {
  const { optionBytes, syscfg, scb, spec } = mcu;
  return lines(
    `${spec.name}, boot ROM ${mcu.bootRom.version}, simulated time ${seconds(mcu.clock.nowUs)} s, ${mcu.power.count} hardware operations`,
    bankText(mcu, 1),
    bankText(mcu, 2),
    `${spec.remapBit} = ${syscfg.fbMode}    VTOR = 0x${hex(scb.vtor)}`,
    `BFB2 stored ${optionBytes.stored?.bfb2 ?? 'torn'}, acting ${optionBytes.bfb2}${optionBytes.optverr ? ' (OPTVERR: forced values, flash protected)' : ''}`,
    bootText(mcu),
    `CPU stood still for ${(mcu.flash.busy.stallUs / 1000).toFixed(1)} ms because its own bank was busy`,
    '',
  );
}

/** How the last reset ended. */
export function bootText({ lastBoot }: Mcu): string {
  if (!lastBoot) return 'never started';
  const by = lastBoot.by === 'boot-rom' ? 'boot ROM' : 'hardware';
  if (lastBoot.booted) return `last reset: ${lastBoot.cause}; the ${by} started bank ${lastBoot.booted}`;
  return `last reset: ${lastBoot.cause}; the ${by} started nothing (${lastBoot.stopped})`;
}

function bankText(mcu: Mcu, bank: BankNumber): string {
  const { content, descriptor, length, bytes, doubleErrors } = viewBank(mcu, bank);
  const role = bank === mcu.flash.activeBank ? 'active' : 'other';
  const record = readIntegrity(mcu, bank);
  const parts = [
    `bank ${bank} (${role}): ${content === 'image' ? `firmware ${descriptor?.version ?? 'without version'}` : content.replace('-', ' ')}`,
  ];
  if (length > 0) parts.push(`${length} bytes`, `CRC-32 ${hex(crc32Stm(bytes.subarray(0, length)))}`);
  if (record) parts.push(`EEPROM has ${hex(record.crc)}`);
  if (descriptor)
    parts.push(`counter ${descriptor.securityCounter ?? 'unknown'}`, `RAM layout ${descriptor.ramLayoutVersion}`);
  if (doubleErrors > 0) parts.push(`${doubleErrors} double ECC errors`);
  return parts.join(', ');
}

const seconds = (us: number): string => (us / 1e6).toFixed(3);
const hex = (word: number): string => word.toString(16).toUpperCase().padStart(8, '0');
