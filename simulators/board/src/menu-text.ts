import type { Mcu } from '@twinbank/mcu';

import { versionIn, viewBank } from './bank/bank-view.js';
import { storedBfb2 } from './bank/toggle-bfb2.js';

const WIDTH = 72;

/** Header and menu as the running image draws them [AN4767 §6.4.3]; lines end as terminals expect. */
export function menuText(mcu: Mcu): string {
  const { activeBank, otherBank } = mcu.flash;
  return lines(
    '',
    '='.repeat(WIDTH),
    ` Twinbank board, ${mcu.spec.name}: firmware ${versionIn(mcu, activeBank)} running from bank ${activeBank}`,
    ` Other bank (${otherBank}): ${otherBankText(mcu)}. BFB2 ${onOff(storedBfb2(mcu))}. Last reset: ${mcu.lastBoot?.cause ?? 'none'}.`,
    '='.repeat(WIDTH),
    ' 1  Download a file to the other bank (YMODEM)',
    ' 2  Erase the other bank',
    ' 3  Rewrite the other bank with the active one',
    ' 4  Check the integrity of the other bank',
    ' 5  Switch to the other bank',
    ` 6  Toggle the system bank (turns BFB2 ${onOff(storedBfb2(mcu) === 1 ? 0 : 1)})`,
    ' s  State    r  Reset    p  Power cut    q  Quit',
    '-'.repeat(WIDTH),
    '',
  );
}

function otherBankText(mcu: Mcu): string {
  const { content, descriptor } = viewBank(mcu, mcu.flash.otherBank);
  if (content === 'image') return `firmware ${descriptor?.version ?? 'without version'}`;
  return { erased: 'empty', 'no-image': 'no image', unreadable: 'unreadable' }[content];
}

/** Joins lines for a terminal. */
export const lines = (...texts: readonly string[]): string => texts.join('\r\n');

/** The name of a switch position. */
export const onOff = (bit: 0 | 1): string => (bit ? 'ON' : 'OFF');
